// SPDX-License-Identifier: Apache-2.0
#include "yak/restart.hpp"

#include <algorithm>

namespace yak {

void RestartPolicy::begin(MonotonicTime now) { began_ = now; }

bool RestartPolicy::is_calm(MonotonicTime now) const noexcept {
  return began_ && now - *began_ >= kCalm;
}

std::optional<std::chrono::milliseconds> RestartPolicy::end(MonotonicTime now, bool threw,
                                                            double random) {
  constexpr int kMaxDoublings = 16;
  if (is_calm(now)) failures_ = 0;
  began_.reset();
  if (!threw && restart_ != Restart::always) {
    failures_ = 0;
    return std::nullopt;
  }
  const int doublings = std::min(failures_++, kMaxDoublings);
  if (restart_ == Restart::never) return std::nullopt;
  const auto pause = std::min(kFirstPause * (1 << doublings), kLongestPause);
  const auto half = pause / 2;
  return half + std::chrono::milliseconds(
                    static_cast<std::int64_t>(static_cast<double>(half.count()) * random));
}

bool RestartPolicy::keeps_failing(MonotonicTime now) const noexcept {
  if (is_calm(now)) return false;
  return failures_ >= (restart_ == Restart::never ? 1 : kDegradedAfter);
}

}  // namespace yak
