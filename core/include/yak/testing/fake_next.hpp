#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "yak/middleware.hpp"

namespace yak::testing {

/// The rest of a chain: by default it answers `the answer` as a model would. One-shot, as the real
/// one; a second call is an `internal` error.
class FakeNext final : public Next {
 public:
  FakeNext();
  /// Does `act` to the turn instead.
  explicit FakeNext(std::function<void(Turn&)> act) : act_(std::move(act)) {}
  /// Fails so.
  explicit FakeNext(error failure) : failure_(std::move(failure)) {}

  task<result<void>> operator()(Turn& turn) override;

  [[nodiscard]] int calls() const noexcept { return calls_; }
  /// The turn as the layer passed it on, where it did.
  [[nodiscard]] const std::optional<Turn>& seen() const noexcept { return seen_; }

 private:
  std::function<void(Turn&)> act_;
  std::optional<error> failure_;
  std::optional<Turn> seen_;
  int calls_ = 0;
};

/// A message of `sender` over the channel instance `channel`, with text and ids filled in.
[[nodiscard]] Message message_of(std::string channel, std::string sender, std::string text);
/// A turn about it.
[[nodiscard]] Turn turn_of(Message message);

}  // namespace yak::testing
