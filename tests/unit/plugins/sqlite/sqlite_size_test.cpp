// SPDX-License-Identifier: Apache-2.0
// How large the store gets, what it forgets for that, and when its clock is not to be trusted.

#include <gtest/gtest.h>

#include <atomic>

#include "store_contract/callers.hpp"
#include "unit/plugins/sqlite/retention_fixture.hpp"

namespace yak::store_test {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using Kind = DeadLetterId::Kind;

class SqliteSize : public SqliteRetention {};

TEST_F(SqliteSize, KeepsItsSizeAndForgetsTheOldestFirst) {
  constexpr std::uint64_t kMaxSize = 1U << 20U;
  open(kMaxSize);
  for (int i = 0; i < 40; ++i) {
    turns(10, std::to_string(i) + "-", 10000);
    look(std::chrono::hours(12));
  }
  looks(5);
  EXPECT_LE(used(), static_cast<double>(kMaxSize));
  EXPECT_GT(used(), static_cast<double>(kMaxSize) / 4);
  EXPECT_TRUE(knows("39-9"));
  EXPECT_TRUE(knows_delivery("39-9"));
  EXPECT_FALSE(knows("0-0"));
  EXPECT_FALSE(knows_delivery("0-0"));
  EXPECT_GT(pruned("history_line"), 100);
  EXPECT_GT(lines(), 10U);
  // What was free was used again: four megabytes went through.
  const auto bytes = static_cast<std::uint64_t>(wait(store_->maintenance().stats())->bytes);
  EXPECT_LT(bytes, 2 * kMaxSize);
  EXPECT_EQ(home_.log.count(LogLevel::warn), 0U);
}

TEST_F(SqliteSize, KeepsWhatMayComeAgain) {
  open(64U << 10U);
  turns(20, "young", 10000);
  looks(5);
  EXPECT_TRUE(knows("young0"));
  EXPECT_EQ(pruned("message"), 0);
  EXPECT_TRUE(home_.log.contains("larger than store.max_size"));
}

TEST_F(SqliteSize, SaysOnceThatNothingMayGo) {
  open(64U << 10U);
  for (int i = 0; i < 20; ++i) accepted(*store_, message(std::to_string(i), 10000));
  const DeliveryId dead = turn("dead", DeliveryState::dead);
  turn("newest");
  looks(5);
  EXPECT_EQ(home_.log.count(LogLevel::warn), 1U);
  EXPECT_TRUE(home_.log.contains("larger than store.max_size"));
  EXPECT_TRUE(wait(store_->dead_letters().letter({Kind::delivery, dead})));
  EXPECT_EQ(wait(store_->maintenance().stats())->messages_unfinished, 20);
}

TEST_F(SqliteSize, ForgetsNothingByAgeWhenTheClockWasSet) {
  turns(3, "old");
  look();
  set_clock(days(365));
  turn("newest");
  looks(3);
  EXPECT_EQ(pruned("message"), 0);
  EXPECT_EQ(home_.log.count(LogLevel::warn), 1U);
  set_clock(-days(365));
  turn("later");
  look();
  EXPECT_EQ(pruned("message"), 0);
  pass(days(31));
  look();
  EXPECT_EQ(pruned("message"), 3);
}

TEST_F(SqliteSize, FollowsAClockThatIsKeptRight) {
  turns(3, "old");
  turn("newest");
  pass(days(31));
  set_clock(minutes(30));
  look();
  EXPECT_EQ(pruned("message"), 3);
}

TEST_F(SqliteSize, MeasuresTheFile) {
  const double before = used();
  EXPECT_GT(before, 0);
  turns(20, "old", 10000);
  look();
  EXPECT_GT(used(), before + 20 * 10000);
  const double free = home_.metrics.value("yak_store_bytes", {{"part", "free"}});
  EXPECT_EQ(used() + free, static_cast<double>(wait(store_->maintenance().stats())->bytes));
}

TEST_F(SqliteSize, TakesMessagesWhileItPrunes) {
  turns(200, "old");
  pass(days(31));
  std::atomic<int> fresh = 0;
  Store& store = *store_;
  const auto work = [&](int caller) -> task<void> {
    for (int i = 0; i < 30; ++i) {
      home_.clock.advance(sqlite::Retention::kStep);
      const Message made = message("new" + std::to_string(caller) + "-" + std::to_string(i));
      const auto accepted = co_await store.journal().accept(made);
      if (!accepted.value().duplicate) ++fresh;
      TurnCommit commit = commit_of(accepted.value().id);
      commit.deliveries[0].state = DeliveryState::sent;
      const auto committed = co_await store.journal().commit(std::move(commit));
      committed.value();
    }
  };
  run_callers(8, work);
  EXPECT_EQ(fresh, 8 * 30);
  looks(2);
  EXPECT_EQ(pruned("message"), 200);
  EXPECT_EQ(wait(store_->maintenance().stats())->messages_unfinished, 0);
  for (int caller = 0; caller < 8; ++caller) {
    EXPECT_TRUE(knows("new" + std::to_string(caller) + "-29"));
  }
}

}  // namespace
}  // namespace yak::store_test
