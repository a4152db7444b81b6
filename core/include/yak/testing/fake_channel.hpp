// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <mutex>
#include <vector>

#include "yak/channel.hpp"
#include "yak/clock.hpp"

namespace yak::testing {

/// A channel that records what it sends. Sends without a script succeed with receipts `r1`, `r2`,
/// …. Thread-safe except for the public members, which a test sets before use.
class FakeChannel final : public Channel {
 public:
  /// `clock`: for scripted delays; must outlive the channel.
  explicit FakeChannel(Clock& clock) : clock_(clock) {}

  task<result<void>> start() override;
  [[nodiscard]] Capabilities capabilities() const override { return features; }
  task<SendOutcome> send(const Delivery& delivery) override;
  task<result<Lookup>> find(const Delivery& delivery) override;
  task<result<std::size_t>> catch_up(WallTime since) override;
  task<void> typing(const Message& message) override;
  task<void> stop() override;

  Capabilities features;
  /// Sends throw an object that is not a std::exception.
  bool throws = false;
  /// How long each send takes.
  std::chrono::milliseconds delay{0};

  /// Adds the outcome of one send; outcomes are used in order.
  void script(SendOutcome outcome);
  void script_lookup(Lookup lookup);
  /// Adds the result of one catch-up; without one, a catch-up finds nothing.
  void script_catch_up(result<std::size_t> found);

  [[nodiscard]] std::vector<Delivery> sent() const;
  [[nodiscard]] std::vector<Delivery> looked_up() const;
  /// The `since` argument of each catch-up.
  [[nodiscard]] std::vector<WallTime> caught_up() const;
  [[nodiscard]] int typings() const;
  [[nodiscard]] int starts() const;
  [[nodiscard]] int stops() const;

 private:
  Clock& clock_;
  mutable std::mutex mutex_;
  std::deque<SendOutcome> outcomes_;
  std::deque<Lookup> lookups_;
  std::deque<result<std::size_t>> catch_ups_;
  std::vector<WallTime> caught_up_;
  std::vector<Delivery> sent_;
  std::vector<Delivery> looked_up_;
  int receipts_ = 0;
  int typings_ = 0;
  int starts_ = 0;
  int stops_ = 0;
};

}  // namespace yak::testing
