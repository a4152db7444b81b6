// SPDX-License-Identifier: Apache-2.0
#include "generation/instance/task_group.hpp"

#include <gtest/gtest.h>

#include "yak/testing/counting_metrics.hpp"
#include "yak/testing/fixed_random.hpp"
#include "yak/testing/manual_clock.hpp"
#include "yak/testing/recording_log.hpp"
#include "yak/testing/test_loop.hpp"

namespace yak::generation {
namespace {

using namespace std::chrono_literals;

class TaskGroupTest : public ::testing::Test {
 protected:
  /// Work that throws in its first `times` runs and then keeps running.
  std::function<task<void>()> fails(int times) {
    return [this, times]() -> task<void> {
      if (++runs_ <= times) throw std::runtime_error("no line");
      co_await clock_.sleep(24h);
    };
  }
  void advance(std::chrono::milliseconds span) { loop_.advance(clock_, span); }

  testing::ManualClock clock_;
  testing::FixedRandom random_;
  testing::RecordingLog log_;
  testing::CountingMetrics metrics_;
  testing::TestLoop loop_;
  TaskGroup group_{{loop_.context(), log_, clock_, random_, metrics_},
                   base::label_of("telegram", "telegram")};
  int runs_ = 0;
};

TEST_F(TaskGroupTest, RestartsWorkThatThrewAndReportsRepeatedFailures) {
  group_.spawn("poll", fails(3), Restart::always);
  loop_.settle();
  EXPECT_EQ(runs_, 1);
  EXPECT_EQ(group_.trouble(), std::nullopt) << "a single failure is not reported";
  EXPECT_TRUE(
      log_.contains("background work ended unexpectedly; it starts again after a pause "
                    "work=poll reason=no line"));
  advance(1s);
  EXPECT_EQ(runs_, 2);
  EXPECT_EQ(group_.trouble(), "background work 'poll' ended unexpectedly 2 times: no line");
  advance(10s);
  EXPECT_EQ(runs_, 4);
  EXPECT_EQ(metrics_.value("yak_background_failures_total", {{"instance", "telegram"}}), 3);
  EXPECT_NE(group_.trouble(), std::nullopt);
  advance(RestartPolicy::kCalm);
  EXPECT_EQ(group_.trouble(), std::nullopt);
  loop_.run(group_.stop());
  EXPECT_EQ(runs_, 4);
}

TEST_F(TaskGroupTest, ALongReasonIsNotCutInsideACharacter) {
  const std::string reason = std::string(199, 'x') + "\u00fc";
  group_.spawn(
      "once",
      [reason]() -> task<void> {
        throw std::runtime_error(reason);
        co_return;
      },
      Restart::never);
  loop_.settle();
  EXPECT_EQ(group_.trouble(), "background work 'once' failed: " + std::string(199, 'x'));
  loop_.run(group_.stop());
}

TEST_F(TaskGroupTest, StopEndsWorkThatWaitsForItsRestart) {
  group_.spawn("poll", fails(100), Restart::always);
  group_.spawn("other", fails(0), Restart::always);
  loop_.settle();
  loop_.run(group_.stop());
  const int runs = runs_;
  advance(1h);
  EXPECT_EQ(runs_, runs);
  group_.spawn("late", fails(0), Restart::always);
  loop_.settle();
  EXPECT_EQ(runs_, runs) << "nothing starts after the stop";
}

TEST_F(TaskGroupTest, WorkWithoutRestartLeavesItsInstanceDegraded) {
  group_.spawn("once", fails(1), Restart::never);
  loop_.settle();
  EXPECT_EQ(group_.trouble(), "background work 'once' failed: no line");
  advance(1h);
  EXPECT_EQ(runs_, 1);
  EXPECT_NE(group_.trouble(), std::nullopt);
  loop_.run(group_.stop());
}

}  // namespace
}  // namespace yak::generation
