// SPDX-License-Identifier: Apache-2.0
#include "base/async/concurrency_limit.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "yak/event.hpp"
#include "yak/testing/manual_clock.hpp"
#include "yak/testing/test_loop.hpp"

namespace yak::base {
namespace {

using namespace std::chrono_literals;
using testing::ManualClock;
using testing::TestLoop;

ConcurrencyLimit::Options options(int places, std::size_t max_waiting = 10) {
  ConcurrencyLimit::Options made;
  made.name = "provider openai";
  made.places = places;
  made.max_wait = 5s;
  made.max_waiting = max_waiting;
  return made;
}

task<void> hold(ConcurrencyLimit& limit, ManualClock& clock, std::chrono::milliseconds span,
                int who, std::vector<int>& order) {
  auto place = co_await limit.acquire(clock.monotonic() + 1h);
  if (!place) co_return;
  order.push_back(who);
  co_await clock.sleep(span);
}

struct ConcurrencyLimitTest : ::testing::Test {
  task<result<ConcurrencyLimit::Slot>> acquire(ConcurrencyLimit& limit) {
    return limit.acquire(clock.monotonic() + 1h);
  }
  ManualClock clock;
  TestLoop loop;
  std::vector<int> order;
};

TEST_F(ConcurrencyLimitTest, ServesInTheOrderOfArrival) {
  ConcurrencyLimit limit(clock, options(2));
  std::vector<testing::Running<void>> running;
  for (int i = 1; i <= 5; ++i) running.push_back(loop.start(hold(limit, clock, 1s, i, order)));
  loop.settle();
  EXPECT_EQ(order, (std::vector<int>{1, 2}));
  EXPECT_EQ(limit.waiting(), 3U);
  loop.advance(clock, 1s);
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3, 4}));
  loop.advance(clock, 2s);
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3, 4, 5}));
  EXPECT_EQ(limit.taken(), 0);
}

TEST_F(ConcurrencyLimitTest, ANewCallerDoesNotOvertakeTheQueue) {
  ConcurrencyLimit limit(clock, options(1));
  auto first = loop.run(acquire(limit));
  auto second = loop.start(acquire(limit));
  loop.settle();
  {
    const auto gone = std::move(*first);
  }
  // The free place is already granted to the second caller, which has not run yet.
  auto third = loop.start(acquire(limit));
  loop.settle();
  EXPECT_TRUE(second.done());
  EXPECT_FALSE(third.done());
  {
    const auto gone = second.take();
  }
  loop.settle();
  EXPECT_TRUE(third.done());
}

TEST_F(ConcurrencyLimitTest, WaitsNoLongerThanItsBoundAndTheDeadline) {
  ConcurrencyLimit limit(clock, options(1));
  const auto held = loop.run(acquire(limit));
  auto begin = clock.monotonic();
  const auto waited = loop.run(acquire(limit), clock);
  EXPECT_EQ(waited.error().kind, ErrorKind::rate_limited);
  EXPECT_TRUE(waited.error().retryable);
  EXPECT_EQ(clock.monotonic() - begin, 5s);

  begin = clock.monotonic();
  EXPECT_FALSE(loop.run(limit.acquire(clock.monotonic() + 2s), clock));
  EXPECT_EQ(clock.monotonic() - begin, 2s);
  EXPECT_EQ(limit.waiting(), 0U);
  EXPECT_EQ(limit.taken(), 1);
}

TEST_F(ConcurrencyLimitTest, TheQueueIsBounded) {
  ConcurrencyLimit limit(clock, options(1, 2));
  const auto held = loop.run(acquire(limit));
  auto second = loop.start(acquire(limit));
  auto third = loop.start(acquire(limit));
  loop.settle();
  EXPECT_EQ(loop.run(acquire(limit)).error().kind, ErrorKind::rate_limited);
  EXPECT_EQ(limit.waiting(), 2U);
}

TEST_F(ConcurrencyLimitTest, ACancelledCallerLeavesTheQueue) {
  ConcurrencyLimit limit(clock, options(1));
  auto first = loop.run(acquire(limit));
  auto second = loop.start(acquire(limit));
  auto third = loop.start(acquire(limit));
  loop.settle();
  second.cancel();
  loop.settle();
  ASSERT_TRUE(second.done());
  EXPECT_EQ(second.take().error().kind, ErrorKind::canceled);
  EXPECT_EQ(limit.waiting(), 1U);
  {
    const auto gone = std::move(*first);
  }
  loop.settle();
  EXPECT_TRUE(third.done());
}

TEST_F(ConcurrencyLimitTest, APlaceGrantedToACancelledCallerGoesToTheNext) {
  ConcurrencyLimit limit(clock, options(1));
  auto first = loop.run(acquire(limit));
  auto second = loop.start(acquire(limit));
  auto third = loop.start(acquire(limit));
  loop.settle();
  {
    const auto gone = std::move(*first);
  }
  second.cancel();
  loop.settle();
  ASSERT_TRUE(second.done());
  const bool got_it = second.take().has_value();
  loop.settle();
  EXPECT_TRUE(third.done());
  EXPECT_EQ(limit.taken(), 1) << got_it;
}

TEST_F(ConcurrencyLimitTest, ADestroyedLoopLosesNoPlaces) {
  ConcurrencyLimit limit(clock, options(1));
  auto first = loop.run(acquire(limit));
  {
    TestLoop other;
    auto second = other.start(acquire(limit));
    other.settle();
    EXPECT_EQ(limit.waiting(), 1U);
  }
  EXPECT_EQ(limit.waiting(), 0U);
  {
    const auto gone = std::move(*first);
  }
  EXPECT_EQ(limit.taken(), 0);
}

TEST_F(ConcurrencyLimitTest, ZeroPlacesMeansNoLimit) {
  ConcurrencyLimit limit(clock, options(0));
  std::vector<ConcurrencyLimit::Slot> places;
  for (int i = 0; i < 100; ++i) places.push_back(loop.run(acquire(limit)).value());
  EXPECT_EQ(limit.taken(), 0);
}

/// Counts how many coroutines hold a place at once, over all threads.
struct Crowd {
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  std::atomic<int> served = 0;
};

task<void> visit(ConcurrencyLimit& limit, Clock& clock, Crowd& crowd, int times) {
  for (int i = 0; i < times; ++i) {
    auto place = co_await limit.acquire(clock.monotonic() + 1min);
    if (!place) continue;
    const int now = ++crowd.inside;
    int most = crowd.most;
    while (now > most && !crowd.most.compare_exchange_weak(most, now)) {
    }
    co_await yield_now();
    --crowd.inside;
    ++crowd.served;
  }
}

TEST(ConcurrencyLimitThreads, KeepsItsBoundAndServesEveryCaller) {
  constexpr int kThreads = 4;
  constexpr int kVisitors = 8;
  constexpr int kTimes = 100;
  SystemClock clock;
  ConcurrencyLimit::Options tight = options(3, 1'000);
  tight.max_wait = 1min;
  ConcurrencyLimit limit(clock, tight);
  Crowd crowd;
  std::vector<std::unique_ptr<boost::asio::io_context>> loops;
  for (int i = 0; i < kThreads; ++i) {
    loops.push_back(std::make_unique<boost::asio::io_context>(1));
    for (int j = 0; j < kVisitors; ++j) {
      boost::asio::co_spawn(*loops.back(), visit(limit, clock, crowd, kTimes),
                            boost::asio::detached);
    }
  }
  std::vector<std::thread> threads;
  for (const auto& loop : loops) threads.emplace_back([&loop] { loop->run(); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(crowd.served, kThreads * kVisitors * kTimes);
  EXPECT_LE(crowd.most, 3);
  EXPECT_EQ(limit.taken(), 0);
  EXPECT_EQ(limit.waiting(), 0U);
}

}  // namespace
}  // namespace yak::base
