// SPDX-License-Identifier: Apache-2.0
#include "monitor/loop_watch.hpp"

#include <gtest/gtest.h>

#include "yak/testing/counting_metrics.hpp"
#include "yak/testing/recording_log.hpp"

namespace yak::monitor {
namespace {

using namespace std::chrono_literals;

class LoopWatchTest : public ::testing::Test {
 protected:
  static base::LoopBlock block(MonotonicTime::duration took, int number = 1) {
    return {{base::label_of("slow", "plugin"), "layer", number},
            "yak-loop-0",
            MonotonicTime(std::chrono::hours(number)),
            took};
  }
  double counted() {
    return metrics_.value("yak_loop_blocked_seconds_total", {{"plugin", "plugin"}});
  }

  testing::RecordingLog log_;
  testing::CountingMetrics metrics_;
  LoopWatch watch_{log_, metrics_};
};

TEST_F(LoopWatchTest, LogsALongBlockOnceAndCountsAllOfIt) {
  watch_.look({block(1s)}, {});
  watch_.look({block(1'500ms)}, {});
  EXPECT_EQ(log_.count(LogLevel::warn), 1U);
  EXPECT_TRUE(log_.contains("an event loop is blocked plugin=plugin instance=slow layer=layer"));
  EXPECT_EQ(counted(), 1.5);
  watch_.look({}, {block(1'750ms)});
  EXPECT_TRUE(log_.contains("an event loop is no longer blocked"));
  EXPECT_EQ(counted(), 1.75);
}

TEST_F(LoopWatchTest, LogsABlockThatEndedBetweenTwoLooks) {
  watch_.look({}, {block(1'200ms)});
  EXPECT_EQ(log_.count(LogLevel::warn), 1U);
  EXPECT_TRUE(log_.contains("an event loop was blocked"));
  EXPECT_EQ(counted(), 1.2);
}

TEST_F(LoopWatchTest, DistinguishesConsecutiveBlocksOfALoop) {
  watch_.look({block(2s, 1)}, {});
  watch_.look({block(1s, 2)}, {block(2s, 1)});
  EXPECT_EQ(counted(), 3);
  EXPECT_EQ(log_.count(LogLevel::warn), 3U);
}

}  // namespace
}  // namespace yak::monitor
