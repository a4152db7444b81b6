// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>

#include "yak/clock.hpp"

namespace yak::testing {

/// A clock that moves only when a test moves it. `sleep` suspends until its time is reached and is
/// cancellable as the real one. An alarm counts as a sleeper. Thread-safe; a sleeper resumes on its
/// own loop.
class ManualClock final : public Clock {
 public:
  /// Starts at 2026-01-05 09:00:00 UTC, a Monday.
  ManualClock();
  ~ManualClock() override;
  ManualClock(const ManualClock&) = delete;
  ManualClock& operator=(const ManualClock&) = delete;

  [[nodiscard]] WallTime now() const override;
  [[nodiscard]] MonotonicTime monotonic() const override;
  task<void> sleep(std::chrono::milliseconds span) override;
  [[nodiscard]] std::unique_ptr<Alarm> set_alarm(Executor loop, MonotonicTime when,
                                                 std::function<void()> ring) override;

  /// Moves wall time and monotonic time forward and wakes the sleepers that are due, earliest
  /// first. They resume when their loop runs, so a sleeper that sleeps again counts from the new
  /// time; TestLoop::advance moves step by step instead.
  void advance(std::chrono::milliseconds span);
  /// Moves to the earliest sleeper's time and wakes it. False if there is no sleeper.
  bool advance_to_next();
  /// Sets wall time only, as when the machine's clock is set.
  void set_now(WallTime now);

  [[nodiscard]] std::size_t sleepers() const;
  /// The earliest sleeper's time.
  [[nodiscard]] std::optional<MonotonicTime> next_wake() const;

 private:
  struct Sleeper;
  struct State;
  class SetAlarm;
  std::shared_ptr<State> state_;
};

}  // namespace yak::testing
