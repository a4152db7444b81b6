#pragma once

#include <optional>
#include <string>
#include <utility>

#include "yak/clock.hpp"
#include "yak/error.hpp"
#include "yak/task.hpp"

namespace yak::services {

/// Runs `work` on the caller's loop and cancels it (terminally) once `deadline` is there; returns
/// when it has ended in either case. True: it ended by itself. Without time left it is not begun.
///
/// What the work throws comes through, but not the cancellation that the deadline caused. When the
/// caller is cancelled, so is the work.
task<bool> run_until(Clock& clock, MonotonicTime deadline, task<void> work);

error deadline_passed(const std::string& what);

template <class T>
task<void> keep_outcome(task<result<T>> work, std::optional<result<T>>& outcome) {
  result<T> value = co_await std::move(work);
  outcome.emplace(std::move(value));
}

/// As `run_until`; past the deadline the failure is `timeout`, naming `what`. A value that comes in
/// spite of the cancellation is still given.
///
/// Work that does not react to cancellation is awaited all the same: its frame may refer to the
/// caller's.
template <class T>
task<result<T>> with_deadline(Clock& clock, MonotonicTime deadline, std::string what,
                              task<result<T>> work) {
  std::optional<result<T>> outcome;
  task<void> kept = keep_outcome(std::move(work), outcome);
  const bool in_time = co_await run_until(clock, deadline, std::move(kept));
  if (outcome && (in_time || outcome->has_value())) co_return std::move(*outcome);
  co_return deadline_passed(what);
}

}  // namespace yak::services
