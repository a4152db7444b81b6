#include <gtest/gtest.h>

#include "sqlite/checkpoints.hpp"

namespace yak::sqlite {
namespace {

using Step = CheckpointSchedule::Step;
constexpr int kEvery = CheckpointSchedule::kEveryPages;
constexpr int kMust = CheckpointSchedule::kMustRestart;

TEST(CheckpointSchedule, IsDueEverySoManyPages) {
  CheckpointSchedule schedule;
  EXPECT_EQ(schedule.after_commit(kEvery - 1), Step::none);
  EXPECT_EQ(schedule.after_commit(kEvery), Step::passive);
  EXPECT_EQ(schedule.after_commit(kEvery + 1), Step::none);
  EXPECT_EQ(schedule.after_commit(2 * kEvery), Step::passive);
}

TEST(CheckpointSchedule, CountsFromTheBeginningOfANewLog) {
  CheckpointSchedule schedule;
  EXPECT_EQ(schedule.after_commit(2 * kEvery), Step::passive);
  EXPECT_EQ(schedule.after_commit(5), Step::none);
  EXPECT_EQ(schedule.after_commit(kEvery), Step::passive);
}

TEST(CheckpointSchedule, WaitsForReadersWhenTheLogKeepsGrowing) {
  CheckpointSchedule schedule;
  for (int pages = kEvery; pages < kMust; pages += kEvery) {
    EXPECT_EQ(schedule.after_commit(pages), Step::passive);
  }
  EXPECT_EQ(schedule.after_commit(kMust), Step::restart);
  EXPECT_EQ(schedule.after_commit(kMust + 1), Step::none);
  EXPECT_EQ(schedule.after_commit(kMust + kEvery), Step::restart);
}

}  // namespace
}  // namespace yak::sqlite
