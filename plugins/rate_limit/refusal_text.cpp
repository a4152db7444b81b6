// SPDX-License-Identifier: Apache-2.0
#include "rate_limit/refusal_text.hpp"

#include "yak/text/text_format.hpp"

namespace yak::rate_limit {
namespace {

using std::chrono::milliseconds;

constexpr const char* kUntilThen = " Until then, only commands are answered.";

std::string again_in(Instant wait) {
  return "Please try again in " + format_duration(std::chrono::ceil<milliseconds>(wait)) + ".";
}

}  // namespace

std::string refusal_text(const LimitDecision& decision, const Limits& limits) {
  if (decision.scope != Scope::user || !limits.per_user) {
    return "Too many people are writing right now. " + again_in(decision.wait);
  }
  const Rate rate = *limits.per_user;
  return "You have sent too many messages: the limit is " + grouped(rate.count) + " in " +
         format_duration(rate.per) + ". " + again_in(decision.wait) + kUntilThen;
}

std::string refusal_text(Budget budget, const DayLimits& limits, milliseconds rest_of_day) {
  const std::string limit = budget == Budget::tokens
                                ? format_count(limits.tokens.value_or(0), "token")
                                : format_dollars(limits.nano_usd.value_or(0));
  return "You have used today's allowance of " + limit + ". It resets at midnight UTC, in " +
         format_duration(rest_of_day) + "." + kUntilThen;
}

}  // namespace yak::rate_limit
