// SPDX-License-Identifier: Apache-2.0
#include "delivery/outbox/clock_jumps.hpp"

#include <gtest/gtest.h>

namespace yak::delivery {
namespace {

using namespace std::chrono_literals;

constexpr auto kYear = 24h * 365;

class WallStepsTest : public ::testing::Test {
 protected:
  /// Advances both clocks by `span`, then steps the wall clock by `by`.
  void pass(std::chrono::milliseconds span, std::chrono::milliseconds by = 0ms) {
    monotonic_ += span;
    wall_ += span + by;
    steps_.look(wall_, monotonic_);
  }

  WallTime wall_{kYear * 50};
  MonotonicTime monotonic_{1h};
  ClockJumps steps_{wall_, monotonic_};
};

TEST_F(WallStepsTest, WithoutAStepTimesAreAsStored) {
  pass(24h, 3s);
  pass(24h, -3s);
  EXPECT_EQ(steps_.shifted(wall_ - 25h), wall_ - 25h);
}

TEST_F(WallStepsTest, AStepForwardShiftsOnlyTimesStoredBeforeIt) {
  const WallTime before = wall_ - 1h;
  pass(1h, kYear);
  EXPECT_EQ(steps_.shifted(before), wall_ - 2h);
  pass(1h);
  EXPECT_EQ(steps_.shifted(before), wall_ - 3h);
  const WallTime after = wall_ - 30min;
  EXPECT_EQ(steps_.shifted(after), after);
}

TEST_F(WallStepsTest, AStepBackAndForwardShiftsOnlyTimesBetweenThem) {
  const WallTime before = wall_;
  pass(1h, -kYear);
  const WallTime between = wall_;
  pass(1h, kYear);
  EXPECT_EQ(steps_.shifted(before), wall_ - 2h);
  EXPECT_EQ(steps_.shifted(between), wall_ - 1h);
}

TEST_F(WallStepsTest, StepsAddUp) {
  const WallTime before = wall_;
  pass(1h, kYear);
  const WallTime between = wall_;
  pass(1h, 10 * kYear);
  EXPECT_EQ(steps_.shifted(before), wall_ - 2h);
  EXPECT_EQ(steps_.shifted(between), wall_ - 1h);
}

TEST_F(WallStepsTest, TheOldestOfTooManyStepsIsForgotten) {
  for (int n = 0; n < 16; ++n) pass(1h, kYear);
  const WallTime first = WallTime(kYear * 50);
  EXPECT_EQ(steps_.shifted(first), wall_ - 16h);
  pass(1h, kYear);
  EXPECT_EQ(steps_.shifted(first), wall_ - 17h - kYear);
}

}  // namespace
}  // namespace yak::delivery
