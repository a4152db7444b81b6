// SPDX-License-Identifier: Apache-2.0
#include "models/breaker.hpp"

#include <gtest/gtest.h>

#include "models/breaker_table.hpp"

namespace yak::models {
namespace {

using namespace std::chrono_literals;
using Pass = Breaker::Pass;
using State = Breaker::State;

struct BreakerTest : ::testing::Test {
  Breaker breaker{config::BreakerConfig{3, 30s}};
  MonotonicTime now = MonotonicTime{} + 1h;

  void fail(int times) {
    for (int i = 0; i < times; ++i) breaker.failed(*breaker.admit(now), now);
  }
};

TEST_F(BreakerTest, OpensAfterConsecutiveFailures) {
  fail(2);
  EXPECT_EQ(breaker.state(), State::closed);
  EXPECT_TRUE(breaker.failed(*breaker.admit(now), now));
  EXPECT_EQ(breaker.state(), State::open);
  EXPECT_FALSE(breaker.admit(now));
  EXPECT_FALSE(breaker.admit(now + 29'999ms));
}

TEST_F(BreakerTest, ASuccessResetsTheCount) {
  fail(2);
  breaker.succeeded(Pass::normal);
  EXPECT_TRUE(breaker.is_fresh());
  fail(2);
  EXPECT_EQ(breaker.state(), State::closed);
}

TEST_F(BreakerTest, AdmitsOneProbeThatClosesOrReopens) {
  fail(3);
  now += 30s;
  EXPECT_EQ(breaker.admit(now), Pass::probe);
  EXPECT_EQ(breaker.state(), State::half_open);
  EXPECT_FALSE(breaker.admit(now));

  EXPECT_TRUE(breaker.failed(Pass::probe, now));
  EXPECT_FALSE(breaker.admit(now + 29s));
  now += 30s;
  EXPECT_EQ(breaker.admit(now), Pass::probe);
  breaker.succeeded(Pass::probe);
  EXPECT_TRUE(breaker.is_fresh());
  EXPECT_EQ(breaker.admit(now), Pass::normal);
}

TEST_F(BreakerTest, AnAbandonedProbeIsFollowedByAnother) {
  fail(3);
  now += 30s;
  EXPECT_EQ(breaker.admit(now), Pass::probe);
  breaker.abandoned(Pass::probe);
  EXPECT_EQ(breaker.admit(now), Pass::probe);
}

TEST_F(BreakerTest, IgnoresCallsFromBeforeItOpened) {
  const auto late = *breaker.admit(now);
  fail(3);
  breaker.succeeded(late);
  EXPECT_EQ(breaker.state(), State::open);
  EXPECT_FALSE(breaker.failed(late, now + 29s));
  EXPECT_EQ(breaker.admit(now + 30s), Pass::probe);
  breaker.succeeded(late);
  EXPECT_EQ(breaker.state(), State::half_open);
}

TEST(BreakerOff, NeverOpens) {
  Breaker breaker(config::BreakerConfig{0, 30s});
  for (int i = 0; i < 100; ++i) breaker.failed(Pass::normal, MonotonicTime{});
  EXPECT_EQ(breaker.state(), State::closed);
}

TEST(BreakerTable, KeepsOnlyModelsWithFailures) {
  BreakerTable table(config::BreakerConfig{2, 30s});
  const MonotonicTime now{};
  EXPECT_EQ(table.admit("a", now), Pass::normal);
  table.succeeded("a", Pass::normal);
  EXPECT_EQ(table.size(), 0U);
  table.failed("a", Pass::normal, now);
  EXPECT_EQ(table.size(), 1U);
  table.succeeded("a", Pass::normal);
  EXPECT_EQ(table.size(), 0U);
}

TEST(BreakerTable, KeepsModelsSeparate) {
  BreakerTable table(config::BreakerConfig{1, 30s});
  const MonotonicTime now{};
  EXPECT_TRUE(table.failed("a", Pass::normal, now));
  EXPECT_FALSE(table.admit("a", now));
  EXPECT_EQ(table.admit("b", now), Pass::normal);
  EXPECT_EQ(table.open(), std::vector<std::string>{"a"});
}

TEST(BreakerTable, IsBounded) {
  BreakerTable table(config::BreakerConfig{1, 30s});
  for (int i = 0; i < 5'000; ++i) {
    table.failed("m" + std::to_string(i), Pass::normal, MonotonicTime{});
  }
  EXPECT_EQ(table.size(), BreakerTable::kMaxModels);
  EXPECT_EQ(table.admit("m4999", MonotonicTime{}), Pass::normal);
}

}  // namespace
}  // namespace yak::models
