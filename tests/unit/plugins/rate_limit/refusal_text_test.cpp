// SPDX-License-Identifier: Apache-2.0
#include "rate_limit/refusal_text.hpp"

#include <gtest/gtest.h>

namespace yak::rate_limit {
namespace {

using namespace std::chrono_literals;

TEST(RefusalWords, SayTheLimitAndWhenToComeBack) {
  Limits limits;
  limits.per_user = Rate{20, 1min};
  LimitDecision verdict;
  verdict.admitted = false;
  verdict.wait = 33s + 1ns;
  EXPECT_EQ(refusal_text(verdict, limits),
            "You have sent too many messages: the limit is 20 in 1 minute. Please try again in 34 "
            "seconds. Until then, only commands are answered.");
  for (const Scope scope : {Scope::channel, Scope::global}) {
    verdict.scope = scope;
    verdict.wait = 10s;
    EXPECT_EQ(refusal_text(verdict, limits),
              "Too many people are writing right now. Please try again in 10 seconds.");
  }
}

TEST(RefusalWords, SayWhenTheDayEnds) {
  DayLimits limits;
  limits.tokens = 50'000;
  limits.nano_usd = 1'500'000'000;
  EXPECT_EQ(
      refusal_text(Budget::tokens, limits, 5h + 12min),
      "You have used today's allowance of 50,000 tokens. It resets at midnight UTC, in 5 hours "
      "12 minutes. Until then, only commands are answered.");
  EXPECT_EQ(refusal_text(Budget::cost, limits, 1min),
            "You have used today's allowance of $1.50. It resets at midnight UTC, in 1 minute. "
            "Until then, only commands are answered.");
}

}  // namespace
}  // namespace yak::rate_limit
