#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>

#include "yak/clock.hpp"

namespace yak::testing {

/// A clock that stands still until a test turns it. `sleep` suspends until the time has come and is
/// cancellable as the real one is. An alarm counts as a sleeper. Thread-safe; a sleeper resumes on
/// its own loop.
class ManualClock final : public Clock {
 public:
  /// Begins at 2026-01-05 09:00:00 UTC, a Monday.
  ManualClock();
  ~ManualClock() override;
  ManualClock(const ManualClock&) = delete;
  ManualClock& operator=(const ManualClock&) = delete;

  [[nodiscard]] WallTime now() const override;
  [[nodiscard]] MonotonicTime monotonic() const override;
  task<void> sleep(std::chrono::milliseconds span) override;
  [[nodiscard]] std::unique_ptr<Alarm> set_alarm(Executor loop, MonotonicTime when,
                                                 std::function<void()> ring) override;

  /// Moves both times on and wakes who is due, earliest first. They run when their loop does, so a
  /// sleeper that sleeps again counts from the new time; TestLoop::advance goes step by step.
  void advance(std::chrono::milliseconds span);
  /// Moves to the earliest sleeper's time and wakes it. False when nobody sleeps.
  bool advance_to_next();
  /// Moves wall time alone, as when somebody sets the machine's clock.
  void set_now(WallTime now);

  [[nodiscard]] std::size_t sleepers() const;
  /// When the earliest sleeper wants to wake.
  [[nodiscard]] std::optional<MonotonicTime> next_wake() const;

 private:
  struct Sleeper;
  struct State;
  class SetAlarm;
  std::shared_ptr<State> state_;
};

}  // namespace yak::testing
