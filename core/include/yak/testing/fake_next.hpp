// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "yak/middleware.hpp"

namespace yak::testing {

/// The rest of a chain. By default it answers `the answer` as a model would. It can be called once,
/// as the real one; a second call is an `internal` error.
class FakeNext final : public Next {
 public:
  FakeNext();
  /// Applies `act` to the turn instead.
  explicit FakeNext(std::function<void(Turn&)> act) : act_(std::move(act)) {}
  /// Fails with `failure`.
  explicit FakeNext(error failure) : failure_(std::move(failure)) {}

  task<result<void>> operator()(Turn& turn) override;

  [[nodiscard]] int calls() const noexcept { return calls_; }
  /// The turn as the layer passed it to `next`, if it did.
  [[nodiscard]] const std::optional<Turn>& seen() const noexcept { return seen_; }

 private:
  std::function<void(Turn&)> act_;
  std::optional<error> failure_;
  std::optional<Turn> seen_;
  int calls_ = 0;
};

/// A message from `sender` on the channel instance `channel`, with text and ids filled in.
[[nodiscard]] Message message_of(std::string channel, std::string sender, std::string text);
/// A turn for `message`.
[[nodiscard]] Turn turn_of(Message message);

}  // namespace yak::testing
