// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <barrier>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include "yak/event.hpp"

namespace yak {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using ::testing::ElementsAre;

task<void> wait_then_count(std::shared_ptr<Event> event, int& count) {
  co_await event->wait();
  ++count;
}

task<void> wait_limited(std::shared_ptr<Event> event, std::chrono::milliseconds limit,
                        int& outcome) {
  const bool in_time = co_await event->wait_for(limit);
  outcome = in_time ? 1 : 0;
}

TEST(Event, WakesTheWaiterFromAnotherThread) {
  asio::io_context loop;
  const auto event = std::make_shared<Event>();
  int count = 0;
  asio::co_spawn(loop, wait_then_count(event, count), asio::detached);
  std::thread setter([event] { event->set(); });
  loop.run();
  setter.join();
  EXPECT_EQ(count, 1);
}

TEST(Event, DoesNotWaitWhenAlreadySet) {
  asio::io_context loop;
  const auto event = std::make_shared<Event>();
  event->set();
  event->set();
  int count = 0;
  asio::co_spawn(loop, wait_then_count(event, count), asio::detached);
  loop.run();
  EXPECT_EQ(count, 1);
}

TEST(Event, WaitForEndsEarlyWhenSet) {
  asio::io_context loop;
  const auto event = std::make_shared<Event>();
  int outcome = -1;
  asio::co_spawn(loop, wait_limited(event, 60s, outcome), asio::detached);
  std::thread setter([event] { event->set(); });
  loop.run();
  setter.join();
  EXPECT_EQ(outcome, 1);
}

TEST(Event, WaitForGivesUpAtItsLimit) {
  asio::io_context loop;
  int outcome = -1;
  asio::co_spawn(loop, wait_limited(std::make_shared<Event>(), 5ms, outcome), asio::detached);
  loop.run();
  EXPECT_EQ(outcome, 0);
}

TEST(Event, MayBeDestroyedWhenALimitRacesWithSet) {
  for (int i = 0; i < 2000; ++i) {
    asio::io_context loop;
    auto event = std::make_unique<Event>();
    std::barrier begin(2);
    int outcome = -1;
    const auto wait = [&]() -> task<void> {
      const bool in_time = co_await event->wait_for(0ms);
      outcome = in_time ? 1 : 0;
    };
    asio::co_spawn(loop, wait(), asio::detached);
    std::thread setter([&] {
      begin.arrive_and_wait();
      event->set();
    });
    begin.arrive_and_wait();
    loop.run();
    EXPECT_TRUE(outcome == 1 || outcome == 0);
    setter.join();
    loop.restart();
    loop.run();
  }
}

task<void> wait_on_own(std::atomic<Event*>& shown, int times) {
  for (int i = 0; i < times; ++i) {
    Event event;
    shown = &event;
    co_await event.wait();
  }
}

TEST(Event, MayBeDestroyedAsSoonAsItsWaiterHasResumed) {
  constexpr int kTimes = 20'000;
  asio::io_context loop;
  std::atomic<Event*> shown = nullptr;
  asio::co_spawn(loop, wait_on_own(shown, kTimes), asio::detached);
  std::thread setter([&shown] {
    for (int i = 0; i < kTimes; ++i) {
      Event* event = nullptr;
      while ((event = shown.exchange(nullptr)) == nullptr) std::this_thread::yield();
      event->set();
    }
  });
  loop.run();
  setter.join();
}

/// Records the destruction of the coroutine frame that holds it.
struct Witness {
  explicit Witness(bool& gone_flag) : gone(gone_flag) {}
  ~Witness() { gone = true; }
  bool& gone;
};

task<void> wait_and_be_seen(Event& event, bool& gone, bool& resumed) {
  const Witness witness(gone);
  co_await event.wait();
  resumed = true;
}

task<void> wait_limited_and_be_seen(Event& event, bool& gone, bool& resumed) {
  const Witness witness(gone);
  co_await event.wait_for(60s);
  resumed = true;
}

TEST(Event, ADestroyedLoopUnwindsAWaiterThatIsAboutToResume) {
  for (const auto& waiting : {wait_and_be_seen, wait_limited_and_be_seen}) {
    Event event;
    bool gone = false;
    bool resumed = false;
    {
      asio::io_context loop;
      asio::co_spawn(loop, waiting(event, gone, resumed), asio::detached);
      loop.poll();
      event.set();
      EXPECT_FALSE(gone);
    }
    EXPECT_TRUE(gone);
    EXPECT_FALSE(resumed);
  }
}

TEST(Event, ADestroyedLoopDestroysALimitedWaiter) {
  Event event;
  bool gone = false;
  bool resumed = false;
  {
    asio::io_context loop;
    asio::co_spawn(loop, wait_limited_and_be_seen(event, gone, resumed), asio::detached);
    loop.poll();
  }
  EXPECT_TRUE(gone);
  event.set();
  EXPECT_FALSE(resumed);
}

task<void> wait_then_note(Event& event, std::vector<int>& order, int number) {
  co_await event.wait();
  order.push_back(number);
  if (number < 0) throw std::runtime_error("a bug");
}

void rethrow(const std::exception_ptr& thrown) {
  if (thrown) std::rethrow_exception(thrown);
}

class WakeupsTest : public ::testing::Test {
 protected:
  void start(asio::io_context& loop, Event& event, std::vector<int>& order, int number) {
    asio::co_spawn(loop, wait_then_note(event, order, number), rethrow);
    loop.poll();
  }

  std::array<Event, 4> events_;
  asio::io_context loops_[2];
  std::vector<int> orders_[2];
};

TEST_F(WakeupsTest, WakeEachLoopOnceAndInOrder) {
  for (int i = 0; i < 4; ++i) start(loops_[i % 2], events_[i], orders_[i % 2], i);
  Wakeups wakeups;
  for (const int i : {2, 3, 0, 1}) wakeups.set(events_[i]);
  EXPECT_TRUE(events_[0].is_set());
  EXPECT_EQ(loops_[0].poll_one() + loops_[1].poll_one(), 0U);
  wakeups.send();
  wakeups.send();
  EXPECT_EQ(loops_[0].poll_one(), 1U);
  EXPECT_EQ(loops_[1].poll_one(), 1U);
  EXPECT_THAT(orders_[0], ElementsAre(2, 0));
  EXPECT_THAT(orders_[1], ElementsAre(3, 1));
}

TEST_F(WakeupsTest, AreSentOnDestruction) {
  start(loops_[0], events_[0], orders_[0], 7);
  {
    Wakeups wakeups;
    wakeups.set(events_[0]);
    wakeups.set(events_[1]);
  }
  loops_[0].poll();
  EXPECT_THAT(orders_[0], ElementsAre(7));
  loops_[0].restart();
  start(loops_[0], events_[1], orders_[0], 8);
  EXPECT_THAT(orders_[0], ElementsAre(7, 8));
}

TEST_F(WakeupsTest, ResumeTheOthersWhenOneThrowsOutOfItsLoop) {
  start(loops_[0], events_[0], orders_[0], -1);
  start(loops_[0], events_[1], orders_[0], 2);
  start(loops_[0], events_[2], orders_[0], 3);
  {
    Wakeups wakeups;
    for (Event& event : events_) wakeups.set(event);
  }
  EXPECT_THROW(loops_[0].poll(), std::runtime_error);
  loops_[0].restart();
  loops_[0].poll();
  EXPECT_THAT(orders_[0], ElementsAre(-1, 2, 3));
}

}  // namespace
}  // namespace yak
