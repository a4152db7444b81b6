// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <deque>
#include <mutex>

#include "yak/clock.hpp"
#include "yak/message/message.hpp"

namespace yak::delivery {

/// Records forward steps of the wall clock while the daemon runs. A wall time stored before a step
/// is moved by it, so that the step does not count as age.
///
/// Backward steps need no correction: stored times then are in the future or appear younger, and no
/// reply window closes because of that. Thread-safe.
class ClockJumps {
 public:
  ClockJumps(WallTime wall, MonotonicTime monotonic);

  /// Compares the wall clock with the monotonic clock. Call it often: a message that comes between
  /// a step and the next call may be taken for one from before the step.
  void look(WallTime wall, MonotonicTime monotonic);
  /// The time that the wall clock, as it is set now, would have shown at `stored`.
  [[nodiscard]] WallTime shifted(WallTime stored) const;

 private:
  struct Jump {
    WallTime until;                ///< the wall clock before the step, when the step was noticed
    std::chrono::milliseconds by;  ///< above 0
  };

  mutable std::mutex mutex_;
  std::chrono::milliseconds offset_;  ///< from monotonic time to wall time at the last call
  std::deque<Jump> steps_;            ///< oldest first; bounded
};

}  // namespace yak::delivery
