// SPDX-License-Identifier: Apache-2.0
#include "base/async/activity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/async/marking_executor.hpp"
#include "yak/event.hpp"
#include "yak/testing/time_limit.hpp"

namespace yak::base {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

/// The running activity as `instance/layer/message`; empty outside activities.
std::string running() {
  const Activity* const activity = running_activity();
  if (activity == nullptr) return "";
  return (activity->instance == nullptr ? "core" : activity->instance->instance) + "/" +
         (activity->layer == nullptr ? "" : activity->layer) + "/" +
         std::to_string(activity->message);
}

class ActivityTest : public ::testing::Test {
 protected:
  Executor marked(const char* instance, const char* layer) {
    return marking_executor(loop_, label_of(instance, instance), layer);
  }
  void note() { seen_.push_back(running()); }

  WatchedThread watched_{WatchedThread::Kind::event_loop};
  asio::io_context loop_{1};
  std::vector<std::string> seen_;
};

TEST_F(ActivityTest, ACoroutineIsMarkedWheneverItRuns) {
  const auto work = [this](std::chrono::milliseconds pause) -> task<void> {
    note();
    asio::steady_timer timer(loop_, pause);
    co_await timer.async_wait(asio::use_awaitable);
    note();
    const ActivityScope scope(label_of("inner", "inner"), "layer", 7);
    timer.expires_after(pause);
    co_await timer.async_wait(asio::use_awaitable);
    note();
  };
  asio::co_spawn(marked("a", "x"), work(20ms), asio::detached);
  asio::co_spawn(marked("b", "y"), work(30ms), asio::detached);
  asio::post(loop_, [this] { note(); });
  loop_.run();
  EXPECT_THAT(seen_, ::testing::ElementsAre("a/x/0", "b/y/0", "", "a/x/0", "b/y/0", "inner/layer/7",
                                            "inner/layer/7"));
  EXPECT_EQ(running(), "");
}

TEST_F(ActivityTest, ACoroutineThatWaitedForAnEventIsMarkedAsItself) {
  Event first;
  Event second;
  const auto wait = [this](Event& event) -> task<void> {
    co_await event.wait();
    note();
  };
  asio::co_spawn(marked("a", "x"), wait(first), asio::detached);
  asio::co_spawn(marked("b", "y"), wait(second), asio::detached);
  loop_.poll();
  {
    Wakeups wakeups;
    wakeups.set(second);
    wakeups.set(first);
  }
  loop_.restart();
  EXPECT_EQ(loop_.run_one(), 1U) << "one loop is woken once";
  EXPECT_THAT(seen_, ::testing::ElementsAre("b/y/0", "a/x/0"));
}

TEST_F(ActivityTest, ReportsCodeThatBlocksTheLoop) {
  static_cast<void>(take_ended_blocks());
  {
    const MarkedCall outer(label_of("outer", "outer"), "route");
    const MarkedCall inner(label_of("slow", "plugin"), "layer");
    EXPECT_TRUE(present_blocks().empty());
    ASSERT_TRUE(testing::eventually([] { return !present_blocks().empty(); }));
    const auto present = present_blocks();
    ASSERT_EQ(present.size(), 1U);
    EXPECT_EQ(present[0].activity.instance->plugin, "plugin");
    EXPECT_EQ(blocking_activity().instance, present[0].activity.instance);
  }
  EXPECT_TRUE(present_blocks().empty());
  const auto ended = take_ended_blocks();
  ASSERT_EQ(ended.size(), 1U) << "the caller must not be reported too";
  EXPECT_EQ(ended[0].activity.instance->instance, "slow");
  EXPECT_GE(ended[0].took, kBlockedAfter);
}

TEST(Labels, AreSharedForEqualNamesAndNeedNoEscaping) {
  EXPECT_EQ(label_of("a", "p"), label_of("a", "p"));
  EXPECT_NE(label_of("a", "p"), label_of("a", "q"));
  EXPECT_EQ(label_of("a \"b\"\n", "p")->instance, "a__b__");
  EXPECT_EQ(lasting("poll"), lasting(std::string("poll")));
}

}  // namespace
}  // namespace yak::base
