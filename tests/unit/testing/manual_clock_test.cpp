// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/manual_clock.hpp"

#include <gtest/gtest.h>

#include <boost/system/system_error.hpp>
#include <vector>

#include "yak/testing/test_loop.hpp"

namespace yak::testing {
namespace {

using namespace std::chrono_literals;

task<void> sleep_and_note(ManualClock& clock, std::chrono::milliseconds span, int who,
                          std::vector<int>& order) {
  co_await clock.sleep(span);
  order.push_back(who);
}

task<int> tick(ManualClock& clock, int times) {
  int done = 0;
  for (; done < times; ++done) co_await clock.sleep(1s);
  co_return done;
}

TEST(ManualClock, WakesSleepersInOrderOfTheirTimeAndNotBefore) {
  TestLoop loop;
  ManualClock clock;
  std::vector<int> order;
  auto late = loop.start(sleep_and_note(clock, 3s, 3, order));
  auto early = loop.start(sleep_and_note(clock, 1s, 1, order));
  auto same = loop.start(sleep_and_note(clock, 3s, 4, order));
  loop.settle();
  EXPECT_EQ(clock.sleepers(), 3U);
  clock.advance(999ms);
  loop.settle();
  EXPECT_TRUE(order.empty());
  clock.advance(5s);
  loop.settle();
  EXPECT_EQ(order, (std::vector<int>{1, 3, 4}));
  EXPECT_EQ(clock.sleepers(), 0U);
}

TEST(ManualClock, ASleepEndsWithAnExceptionWhenCancelled) {
  TestLoop loop;
  ManualClock clock;
  std::vector<int> order;
  auto sleeping = loop.start(sleep_and_note(clock, 1s, 1, order));
  loop.settle();
  sleeping.cancel();
  loop.settle();
  ASSERT_TRUE(sleeping.done());
  EXPECT_THROW(sleeping.take(), boost::system::system_error);
  EXPECT_EQ(clock.sleepers(), 0U);
  EXPECT_TRUE(order.empty());
}

TEST(ManualClock, ForgetsASleeperThatWasDestroyed) {
  ManualClock clock;
  std::vector<int> order;
  {
    TestLoop loop;
    auto sleeping = loop.start(sleep_and_note(clock, 1s, 1, order));
    loop.settle();
    EXPECT_EQ(clock.sleepers(), 1U);
  }
  EXPECT_EQ(clock.sleepers(), 0U);
  EXPECT_FALSE(clock.advance_to_next());
}

TEST(ManualClock, FiresAnAlarmOnItsLoopOnceItsTimeHasCome) {
  TestLoop loop;
  ManualClock clock;
  int rang = 0;
  const auto alarm = clock.set_alarm(loop.executor(), clock.monotonic() + 2s, [&] { ++rang; });
  EXPECT_EQ(clock.sleepers(), 1U);
  clock.advance(1s);
  loop.settle();
  EXPECT_EQ(rang, 0);
  clock.advance(5s);
  EXPECT_EQ(rang, 0);
  loop.settle();
  EXPECT_EQ(rang, 1);
  EXPECT_EQ(clock.sleepers(), 0U);
}

TEST(ManualClock, ACancelledAlarmDoesNotFire) {
  TestLoop loop;
  ManualClock clock;
  int rang = 0;
  auto early = clock.set_alarm(loop.executor(), clock.monotonic() + 2s, [&] { ++rang; });
  early.reset();
  auto late = clock.set_alarm(loop.executor(), clock.monotonic() + 2s, [&] { ++rang; });
  clock.advance(2s);
  late.reset();
  loop.settle();
  EXPECT_EQ(rang, 0);
  EXPECT_EQ(clock.sleepers(), 0U);
}

TEST(ManualClock, AdvancesBothClocks) {
  ManualClock clock;
  const WallTime wall = clock.now();
  const MonotonicTime monotonic = clock.monotonic();
  clock.advance(90s);
  EXPECT_EQ(clock.now() - wall, 90s);
  EXPECT_EQ(clock.monotonic() - monotonic, 90s);
  clock.set_now(wall);
  EXPECT_EQ(clock.now(), wall);
  EXPECT_EQ(clock.monotonic() - monotonic, 90s);
}

TEST(TestLoop, AdvanceRunsALoopOfShortSleepsAsOftenAsItWould) {
  TestLoop loop;
  ManualClock clock;
  auto ticking = loop.start(tick(clock, 5));
  loop.advance(clock, 4s);
  EXPECT_FALSE(ticking.done());
  loop.advance(clock, 1s);
  ASSERT_TRUE(ticking.done());
  EXPECT_EQ(ticking.take(), 5);
}

TEST(TestLoop, RunWithAClockSkipsThroughTime) {
  TestLoop loop;
  ManualClock clock;
  const MonotonicTime begin = clock.monotonic();
  EXPECT_EQ(loop.run(tick(clock, 100), clock), 100);
  EXPECT_EQ(clock.monotonic() - begin, 100s);
}

task<int> fail() {
  throw std::runtime_error("broken");
  co_return 1;
}

TEST(TestLoop, RunThrowsWhatTheTaskThrew) { EXPECT_THROW(run(fail()), std::runtime_error); }

}  // namespace
}  // namespace yak::testing
