// SPDX-License-Identifier: Apache-2.0
#include "openai/errors/retry_schedule.hpp"

#include <algorithm>

namespace yak::openai {
namespace {

/// min(0.5·2ⁿ, 8) seconds, minus a random share of up to a quarter.
std::chrono::milliseconds backoff(int retries, double random) {
  constexpr int kLastDoubling = 4;
  const double seconds =
      std::min(0.5 * static_cast<double>(1 << std::min(retries, kLastDoubling)), 8.0);
  return std::chrono::milliseconds(
      static_cast<std::int64_t>(seconds * 1000.0 * (1.0 - 0.25 * random)));
}

}  // namespace

std::optional<std::chrono::milliseconds> RetrySchedule::next(const error& failure,
                                                             bool answer_began, MonotonicTime now,
                                                             double random) {
  if (!failure.retryable || failure.kind == ErrorKind::quota || answer_began) return std::nullopt;
  if (retries_ >= max_retries_) return std::nullopt;
  if (failure.retry_after.value_or(kMaxWait) > kMaxWait) return std::nullopt;
  const std::chrono::milliseconds wait = failure.retry_after.value_or(backoff(retries_, random));
  if (now + wait >= deadline_) return std::nullopt;
  ++retries_;
  return wait;
}

}  // namespace yak::openai
