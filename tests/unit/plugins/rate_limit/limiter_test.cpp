// SPDX-License-Identifier: Apache-2.0
#include "rate_limit/limiter.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace yak::rate_limit {
namespace {

using namespace std::chrono_literals;

Rate limiter_rate(std::uint32_t count, std::chrono::milliseconds per) {
  Rate rate;
  rate.count = count;
  rate.per = per;
  return rate;
}

TEST(Limiter, TellsALimitedUserWhenToComeBack) {
  Limits limits;
  limits.per_user = limiter_rate(20, 1min);
  Limiter limiter(limits, 1'000);
  Instant now = 1h;
  for (int i = 0; i < 20; ++i, now += 1s) ASSERT_TRUE(limiter.take("u", "c", now).admitted) << i;
  now = 1h + 20s;
  int more = 0;
  LimitDecision verdict = limiter.take("u", "c", now);
  for (; verdict.admitted; verdict = limiter.take("u", "c", now)) ++more;
  EXPECT_EQ(more, 6) << "one is refilled every three seconds";
  EXPECT_EQ(verdict.scope, Scope::user);
  EXPECT_TRUE(verdict.tell);
  const Instant back = now + verdict.wait;
  EXPECT_FALSE(limiter.take("u", "c", now + 5s).tell) << "the user was told before";
  EXPECT_FALSE(limiter.take("u", "c", back - 1ns).admitted);
  EXPECT_TRUE(limiter.take("u", "c", back).admitted);
  EXPECT_TRUE(limiter.take("other", "c", now).admitted);
}

TEST(Limiter, MessagesDuringTheWaitDoNotProlongIt) {
  Limits limits;
  limits.per_user = limiter_rate(2, 1min);
  Limiter limiter(limits, 1'000);
  limiter.take("u", "c", 1h);
  limiter.take("u", "c", 1h);
  const LimitDecision first = limiter.take("u", "c", 1h);
  EXPECT_EQ(first.wait, 60s);
  for (int i = 1; i < 60; ++i) {
    const LimitDecision held = limiter.take("u", "c", 1h + std::chrono::seconds(i));
    EXPECT_FALSE(held.admitted);
    EXPECT_FALSE(held.tell);
    EXPECT_EQ(held.wait, std::chrono::seconds(60 - i));
  }
  EXPECT_TRUE(limiter.take("u", "c", 1h + 60s).admitted);
  EXPECT_TRUE(limiter.take("u", "c", 1h + 60s).admitted) << "the whole allowance is back";
  EXPECT_TRUE(limiter.take("u", "c", 1h + 60s).tell) << "the user is told again in a new window";
}

TEST(Limiter, AMessageRefusedByOneLimitCountsInNone) {
  Limits limits;
  limits.per_user = limiter_rate(5, 1h);
  limits.per_channel = limiter_rate(5, 1h);
  limits.global = limiter_rate(1, 1s);
  Limiter limiter(limits, 1'000);
  Instant now = 1h;
  ASSERT_TRUE(limiter.take("u", "c", now).admitted);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(limiter.take("u", "c", now).scope, Scope::global);
  for (int i = 0; i < 4; ++i) {
    now += 1s;
    EXPECT_TRUE(limiter.take("u", "c", now).admitted) << i;
  }
  now += 1s;
  EXPECT_EQ(limiter.take("u", "c", now).scope, Scope::user);
  EXPECT_EQ(limiter.take("v", "c", now).scope, Scope::channel);
  EXPECT_TRUE(limiter.take("v", "d", now).admitted) << "neither refusal used the global limit";
}

TEST(Limiter, ASharedLimitTellsEachUserOncePerPause) {
  Limits limits;
  limits.global = limiter_rate(1, 1s);
  Limiter limiter(limits, 1'000);
  ASSERT_TRUE(limiter.take("u", "c", 1h).admitted);
  const LimitDecision told = limiter.take("v", "c", 1h);
  EXPECT_EQ(told.scope, Scope::global);
  EXPECT_TRUE(told.tell);
  EXPECT_EQ(told.wait, 10s);
  EXPECT_FALSE(limiter.take("v", "c", 1h).tell);
  EXPECT_TRUE(limiter.take("w", "c", 1h).tell);
  EXPECT_TRUE(limiter.take("v", "c", 1h + 1s).admitted);
  ASSERT_TRUE(limiter.take("w", "c", 1h + 10s).admitted);
  EXPECT_TRUE(limiter.take("v", "c", 1h + 10s).tell) << "the pause was over";
}

TEST(Limiter, TellReturnsTrueOnceUntilTheGivenTime) {
  Limiter limiter(Limits{}, 1'000);
  EXPECT_TRUE(limiter.tell("u", 1h, 2h));
  EXPECT_FALSE(limiter.tell("u", 2h - 1ns, 3h));
  EXPECT_TRUE(limiter.tell("u", 2h, 3h));
}

TEST(Limiter, WithoutLimitsAdmitsEverything) {
  Limiter limiter(Limits{}, 1'000);
  for (int i = 0; i < 1'000; ++i) ASSERT_TRUE(limiter.take("u", "c", 1h).admitted);
}

TEST(Limiter, AUsedAllowanceFollowsThePerson) {
  Limits limits;
  limits.per_user = limiter_rate(1, 1min);
  Limiter limiter(limits, 1'000);
  ASSERT_TRUE(limiter.take("w:+1", "w", 1h).admitted);
  limiter.adopt("w:DE.1", "w:+1");
  EXPECT_FALSE(limiter.take("w:DE.1", "w", 1h).admitted);
  // The state that the limiter already has for the person is not replaced.
  limiter.adopt("w:DE.1", "w:+2");
  ASSERT_TRUE(limiter.take("w:+3", "w", 1h).admitted);
  limiter.adopt("w:DE.1", "w:+3");
  EXPECT_FALSE(limiter.take("w:DE.1", "w", 1h + 30s).admitted);
}

TEST(Limiter, RemembersABoundedNumberOfUsersAndCountsForgottenOnes) {
  Limits limits;
  limits.per_user = limiter_rate(1, 1min);
  Limiter limiter(limits, 160);
  for (int i = 0; i < 1'000; ++i) limiter.take("u" + std::to_string(i), "c", 1h);
  const std::uint64_t forgotten = limiter.take_forgotten();
  EXPECT_GE(forgotten, 1'000U - 160U);
  EXPECT_LT(forgotten, 1'000U);
  EXPECT_EQ(limiter.take_forgotten(), 0U);
  for (int i = 0; i < 1'000; ++i) limiter.take("v" + std::to_string(i), "c", 2h);
  EXPECT_LT(limiter.take_forgotten(), 1'000U)
      << "users whose allowance was full again are not counted";
}

TEST(Limiter, AdmitsExactlyTheCountFromSeveralThreads) {
  Limits limits;
  limits.per_channel = limiter_rate(100, 1h);
  limits.global = limiter_rate(150, 1h);
  Limiter limiter(limits, 10'000);
  std::atomic<int> admitted{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&limiter, &admitted, t] {
      for (int i = 0; i < 500; ++i) {
        const std::string user = std::to_string(t) + "/" + std::to_string(i);
        if (limiter.take(user, t % 2 == 0 ? "a" : "b", 1h).admitted) ++admitted;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(admitted, 150);
}

}  // namespace
}  // namespace yak::rate_limit
