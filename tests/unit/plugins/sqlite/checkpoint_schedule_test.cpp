// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "sqlite/file/checkpoints.hpp"

namespace yak::sqlite {
namespace {

using Step = CheckpointSchedule::Step;
constexpr int kEvery = CheckpointSchedule::kEveryPages;
constexpr int kFew = CheckpointSchedule::kFewPages;
constexpr int kMust = CheckpointSchedule::kMustRestart;

TEST(CheckpointSchedule, IsDueEverySoManyPages) {
  CheckpointSchedule schedule;
  EXPECT_EQ(schedule.after_commit(kEvery - 1, false), Step::none);
  EXPECT_EQ(schedule.after_commit(kEvery, false), Step::copy);
  EXPECT_EQ(schedule.after_commit(kEvery + 1, false), Step::none);
  EXPECT_EQ(schedule.after_commit(2 * kEvery, false), Step::copy);
}

TEST(CheckpointSchedule, CountsFromTheBeginningOfANewLog) {
  CheckpointSchedule schedule;
  EXPECT_EQ(schedule.after_commit(2 * kEvery, false), Step::copy);
  EXPECT_EQ(schedule.after_commit(5, false), Step::none);
  EXPECT_EQ(schedule.after_commit(kEvery, false), Step::copy);
}

TEST(CheckpointSchedule, LeavesFewPagesToTheWriter) {
  CheckpointSchedule schedule;
  EXPECT_EQ(schedule.after_commit(kEvery, false), Step::copy);
  EXPECT_EQ(schedule.after_commit(kEvery + 10, false), Step::none);
  EXPECT_EQ(schedule.after_commit(kEvery + 20, true), Step::finish);
  EXPECT_EQ(schedule.after_commit(3, false), Step::none);
}

TEST(CheckpointSchedule, CopiesAgainWhenMuchWasWrittenMeanwhile) {
  CheckpointSchedule schedule;
  EXPECT_EQ(schedule.after_commit(kEvery, false), Step::copy);
  EXPECT_EQ(schedule.after_commit(kEvery + kFew, true), Step::copy);
  EXPECT_EQ(schedule.after_commit(kEvery + kFew + 1, true), Step::finish);
}

TEST(CheckpointSchedule, HasNothingToFinishInANewLog) {
  CheckpointSchedule schedule;
  EXPECT_EQ(schedule.after_commit(kEvery, false), Step::copy);
  EXPECT_EQ(schedule.after_commit(3, true), Step::none);
}

TEST(CheckpointSchedule, WaitsForReadersWhenTheLogKeepsGrowing) {
  CheckpointSchedule schedule;
  for (int pages = kEvery; pages < kMust; pages += kEvery) {
    EXPECT_EQ(schedule.after_commit(pages, false), Step::copy);
  }
  EXPECT_EQ(schedule.after_commit(kMust, false), Step::restart);
  EXPECT_EQ(schedule.after_commit(kMust + 1, false), Step::none);
  EXPECT_EQ(schedule.after_commit(kMust + kEvery, false), Step::restart);
}

}  // namespace
}  // namespace yak::sqlite
