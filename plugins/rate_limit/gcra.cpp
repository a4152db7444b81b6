// SPDX-License-Identifier: Apache-2.0
#include "rate_limit/gcra.hpp"

#include <algorithm>

namespace yak::rate_limit {
namespace {

/// Rounded up, so that the count is never exceeded.
Instant interval_of(Rate rate) {
  const std::int64_t count = std::max<std::int64_t>(1, rate.count);
  const Instant per = rate.per;
  return Instant((per.count() + count - 1) / count);
}

}  // namespace

Gcra::Gcra(Rate rate)
    : rate_(rate),
      interval_(interval_of(rate)),
      tolerance_(interval_ * (std::max<std::int64_t>(1, rate.count) - 1)) {}

Instant Gcra::wait(Instant arrival, Instant now) const {
  return std::max(Instant(0), arrival - tolerance_ - now);
}

Instant Gcra::after(Instant arrival, Instant now) const {
  return std::max(arrival, now) + interval_;
}

}  // namespace yak::rate_limit
