// SPDX-License-Identifier: Apache-2.0
#include "base/async/work_count.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "base/async/waiter_list.hpp"
#include "yak/testing/test_loop.hpp"

namespace yak::base {
namespace {

TEST(WorkCount, SetsTheEventOfItsWatchAtZero) {
  WorkCount count;
  ++count;
  ++count;
  Event none;
  const WorkCount::Watch watch(count, none);
  --count;
  EXPECT_FALSE(none.is_set());
  --count;
  EXPECT_TRUE(none.is_set());
}

TEST(WorkCount, DoesNotUseTheEventOfAWatchThatEnded) {
  WorkCount count;
  ++count;
  {
    Event gone;
    const WorkCount::Watch watch(count, gone);
  }
  Event none;
  const WorkCount::Watch watch(count, none);
  count -= 1;
  EXPECT_TRUE(none.is_set());
  EXPECT_EQ(count.load(), 0U);
}

task<void> wait_until_none(WorkCount& count) {
  while (count.load() > 0) {
    Event none;
    const WorkCount::Watch watch(count, none);
    if (count.load() == 0) co_return;
    co_await none.wait();
  }
}

TEST(WorkCount, LosesNoWakeupBetweenThreads) {
  for (int round = 0; round < 200; ++round) {
    WorkCount count;
    for (int i = 0; i < 3; ++i) ++count;
    std::thread worker([&count] {
      for (int i = 0; i < 3; ++i) --count;
    });
    testing::run(wait_until_none(count));
    worker.join();
  }
}

TEST(WaiterList, SetsAllEventsOnceAndForgetsThoseThatAreGone) {
  WaiterList waiters;
  const auto stays = std::make_shared<Event>();
  waiters.add(std::make_shared<Event>());
  waiters.add(stays);
  waiters.set_all();
  EXPECT_TRUE(stays->is_set());
  const auto late = std::make_shared<Event>();
  waiters.add(late);
  EXPECT_FALSE(late->is_set());
}

}  // namespace
}  // namespace yak::base
