// SPDX-License-Identifier: Apache-2.0
#include "daemon/watchdog.hpp"
#include "yak/testing/time_limit.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/post.hpp>
#include <future>

namespace yak::daemon {
namespace {

using namespace std::chrono_literals;

/// Counts the watchdog's notifications and lets a test wait for more.
struct Heard {
  void say() {
    const std::lock_guard lock(mutex);
    ++count;
    changed.notify_all();
  }
  bool reaches(int wanted) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, testing::scaled(20s), [&] { return count >= wanted; });
  }
  int now() {
    const std::lock_guard lock(mutex);
    return count;
  }

  std::mutex mutex;
  std::condition_variable changed;
  int count = 0;
};

TEST(Watchdog, NotifiesWhileEveryLoopAnswers) {
  net::EventLoops loops(3);
  loops.start();
  Heard heard;
  const Watchdog watchdog(loops, 1ms, [&heard] { heard.say(); });
  EXPECT_TRUE(heard.reaches(5));
}

TEST(Watchdog, DoesNotNotifyWhileOneLoopIsStuck) {
  net::EventLoops loops(3);
  loops.start();
  std::promise<void> stuck;
  std::promise<void> free;
  boost::asio::post(loops.loop(1), [&stuck, freed = free.get_future().share()] {
    stuck.set_value();
    freed.wait();
  });
  stuck.get_future().wait();
  Heard heard;
  const Watchdog watchdog(loops, 1us, [&heard] { heard.say(); });
  // Long enough for loop 2 to answer a hundred times.
  for (int i = 0; i < 100; ++i) {
    std::promise<void> passed;
    boost::asio::post(loops.loop(2), [&passed] { passed.set_value(); });
    passed.get_future().wait();
  }
  EXPECT_EQ(heard.now(), 0);
  free.set_value();
  EXPECT_TRUE(heard.reaches(2));
}

TEST(Watchdog, StopsEvenIfALoopIsStuck) {
  net::EventLoops loops(2);
  loops.start();
  std::promise<void> stuck;
  std::promise<void> free;
  boost::asio::post(loops.loop(0), [&stuck, freed = free.get_future().share()] {
    stuck.set_value();
    freed.wait();
  });
  stuck.get_future().wait();
  Heard heard;
  {
    const Watchdog watchdog(loops, 1us, [&heard] { heard.say(); });
  }
  EXPECT_EQ(heard.now(), 0);
  free.set_value();
}

TEST(Watchdog, WithoutAnIntervalDoesNothing) {
  net::EventLoops loops(1);
  loops.start();
  Heard heard;
  {
    const Watchdog watchdog(loops, 0us, [&heard] { heard.say(); });
  }
  EXPECT_EQ(heard.now(), 0);
}

}  // namespace
}  // namespace yak::daemon
