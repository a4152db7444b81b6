// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <optional>

#include "yak/clock.hpp"
#include "yak/store/maintenance.hpp"

namespace yak::monitor {

/// Runs `Maintenance::check`, which is a durable write, at most once a second, however many callers
/// there are. Thread-safe.
class StoreCheck {
 public:
  /// Both must outlive the calls of `run`.
  StoreCheck(Maintenance& store, Clock& clock) : store_(store), clock_(clock) {}

  /// Returns the result of the last check if it is younger than a second or if another check runs
  /// at this moment. A check that runs for more than ten seconds counts as a failure.
  task<result<void>> run();

 private:
  class Running;

  Maintenance& store_;
  Clock& clock_;
  std::mutex mutex_;
  std::optional<MonotonicTime> running_since_;
  std::optional<MonotonicTime> checked_at_;
  result<void> last_;  ///< before the first check: success, because the store has been opened
};

}  // namespace yak::monitor
