// SPDX-License-Identifier: Apache-2.0
#include "delivery/outbox/clock_jumps.hpp"

namespace yak::delivery {
namespace {

using std::chrono::milliseconds;

/// Smaller steps are ignored: clocks are corrected by seconds all the time.
constexpr std::chrono::minutes kSmallestStep{2};
constexpr std::size_t kMaxSteps = 16;

milliseconds offset_of(WallTime wall, MonotonicTime monotonic) {
  return wall.time_since_epoch() -
         std::chrono::duration_cast<milliseconds>(monotonic.time_since_epoch());
}

}  // namespace

ClockJumps::ClockJumps(WallTime wall, MonotonicTime monotonic)
    : offset_(offset_of(wall, monotonic)) {}

void ClockJumps::look(WallTime wall, MonotonicTime monotonic) {
  const milliseconds offset = offset_of(wall, monotonic);
  const std::lock_guard lock(mutex_);
  const milliseconds by = offset - offset_;
  offset_ = offset;
  if (by < kSmallestStep) return;
  steps_.push_back({wall - by, by});
  if (steps_.size() > kMaxSteps) steps_.pop_front();
}

WallTime ClockJumps::shifted(WallTime stored) const {
  const std::lock_guard lock(mutex_);
  for (const Jump& step : steps_) {
    if (stored <= step.until) stored += step.by;
  }
  return stored;
}

}  // namespace yak::delivery
