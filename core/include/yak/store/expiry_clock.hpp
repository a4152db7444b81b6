// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>

#include "yak/clock.hpp"

namespace yak {

/// The wall time by which the keys of an open store expire. It never runs ahead of monotonic time:
/// if the wall clock is set forward, no key expires early. If it is set back, keys that were
/// written before stay longer. Thread-safe if the clock is.
class ExpiryClock {
 public:
  /// Made when the store opens. `clock` must outlive it.
  explicit ExpiryClock(const Clock& clock)
      : clock_(clock), opened_(clock.now()), opened_monotonic_(clock.monotonic()) {}

  [[nodiscard]] WallTime now() const {
    using std::chrono::milliseconds;
    const auto open_for = clock_.monotonic() - opened_monotonic_;
    return std::min(clock_.now(), opened_ + std::chrono::floor<milliseconds>(open_for));
  }

 private:
  const Clock& clock_;
  WallTime opened_;
  MonotonicTime opened_monotonic_;
};

}  // namespace yak
