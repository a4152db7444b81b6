// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "rate_limit/day_budget.hpp"
#include "rate_limit/limiter.hpp"

namespace yak::rate_limit {

/// The reply to a user over a limit: which limit, and when to come back. Pure.
std::string refusal_text(const LimitDecision& decision, const Limits& limits);
std::string refusal_text(Budget budget, const DayLimits& limits,
                         std::chrono::milliseconds rest_of_day);

}  // namespace yak::rate_limit
