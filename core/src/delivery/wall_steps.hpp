#pragma once

#include <chrono>
#include <deque>
#include <mutex>

#include "yak/clock.hpp"
#include "yak/message.hpp"

namespace yak::delivery {

/// How far the wall clock was set forward while the daemon runs. A wall time that was stored before
/// such a step is moved by it, so that the step does not count as age.
///
/// A clock that was set back needs nothing: a time from before the step is in the future then, or
/// younger than it is, and no reply window closes because of it. Thread-safe.
class WallSteps {
 public:
  WallSteps(WallTime wall, MonotonicTime monotonic);

  /// Compares the wall clock with the monotonic clock. To be called often: a message that comes
  /// between a step and the next look can be taken for one from before the step.
  void look(WallTime wall, MonotonicTime monotonic);
  /// What the wall clock as it is now would have shown at `stored`.
  [[nodiscard]] WallTime shifted(WallTime stored) const;

 private:
  struct Step {
    WallTime until;                ///< the clock before the step, when the step was noticed
    std::chrono::milliseconds by;  ///< above 0
  };

  mutable std::mutex mutex_;
  std::chrono::milliseconds offset_;  ///< from monotonic time to wall time at the last look
  std::deque<Step> steps_;            ///< oldest first; bounded
};

}  // namespace yak::delivery
