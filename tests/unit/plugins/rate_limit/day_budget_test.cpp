// SPDX-License-Identifier: Apache-2.0
#include "rate_limit/day_budget.hpp"

#include <gtest/gtest.h>

namespace yak::rate_limit {
namespace {

using namespace std::chrono_literals;

Spent spent(std::int64_t tokens, std::int64_t nano_usd) {
  Spent spent;
  spent.tokens = tokens;
  spent.nano_usd = nano_usd;
  return spent;
}

TEST(DayBudget, AddsUpAUsersModels) {
  UsageRow row;
  row.prompt_tokens = 10;
  row.completion_tokens = 5;
  row.cost_nano_usd = 7;
  const Spent sum = spent_in({row, row});
  EXPECT_EQ(sum.tokens, 30);
  EXPECT_EQ(sum.nano_usd, 14);
  EXPECT_EQ(spent_in({}).tokens, 0);
}

TEST(DayBudget, IsReachedAtTheLimitAndNotBefore) {
  DayLimits limits;
  EXPECT_FALSE(limits.any());
  EXPECT_EQ(reached(limits, spent(1'000'000, 1'000'000)), std::nullopt);
  limits.tokens = 100;
  EXPECT_EQ(reached(limits, spent(99, 0)), std::nullopt);
  EXPECT_EQ(reached(limits, spent(100, 0)), Budget::tokens);
  limits.nano_usd = 50;
  EXPECT_EQ(reached(limits, spent(99, 49)), std::nullopt);
  EXPECT_EQ(reached(limits, spent(99, 50)), Budget::cost);
}

TEST(DayBudget, DaysEndAtMidnightUtc) {
  const WallTime midnight = std::chrono::sys_days(std::chrono::year(2026) / 11 / 22);
  EXPECT_EQ(rest_of_day(midnight), 24h);
  EXPECT_EQ(rest_of_day(midnight + 18h + 48min), 5h + 12min);
  EXPECT_EQ(rest_of_day(midnight + 24h - 1ms), 1ms);
}

TEST(DayLedger, ReadsTheStoreOncePerUserAndDay) {
  DayLedger ledger(10);
  EXPECT_EQ(ledger.find("u", 1), std::nullopt);
  ledger.add("u", 1, spent(5, 5));
  EXPECT_EQ(ledger.find("u", 1), std::nullopt) << "the day is not loaded yet";
  ledger.load("u", 1, spent(100, 1));
  ledger.add("u", 1, spent(5, 5));
  ledger.load("u", 1, spent(100, 1));
  ASSERT_TRUE(ledger.find("u", 1));
  EXPECT_EQ(ledger.find("u", 1)->tokens, 105);
  EXPECT_EQ(ledger.find("u", 1)->nano_usd, 6);
  EXPECT_EQ(ledger.find("u", 2), std::nullopt) << "a new day";
  ledger.load("u", 2, spent(0, 0));
  EXPECT_EQ(ledger.find("u", 2)->tokens, 0);
  ledger.add("u", 1, spent(5, 5));
  EXPECT_EQ(ledger.find("u", 2)->tokens, 0) << "yesterday's answer";
}

TEST(DayLedger, ForgetsTheLeastRecentUser) {
  DayLedger ledger(2);
  ledger.load("a", 1, spent(1, 0));
  ledger.load("b", 1, spent(2, 0));
  EXPECT_TRUE(ledger.find("a", 1));
  ledger.load("c", 1, spent(3, 0));
  EXPECT_FALSE(ledger.find("b", 1));
  EXPECT_TRUE(ledger.find("a", 1));
}

}  // namespace
}  // namespace yak::rate_limit
