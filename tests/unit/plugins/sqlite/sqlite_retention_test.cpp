// SPDX-License-Identifier: Apache-2.0
// What the store forgets when it is old, and what it never does.

#include <gtest/gtest.h>

#include "sqlite/database/database.hpp"
#include "sqlite/retention/pruner.hpp"
#include "unit/plugins/sqlite/retention_fixture.hpp"

namespace yak::store_test {
namespace {

using std::chrono::days;
using Kind = DeadLetterId::Kind;

TEST_F(SqliteRetention, ForgetsWhatIsOldWithItsDeliveriesAndLines) {
  turns(3, "old");
  pass(days(29));
  turn("young");
  look();
  EXPECT_EQ(pruned("message"), 0);
  pass(days(2));
  look();
  EXPECT_EQ(pruned("message"), 3);
  EXPECT_EQ(pruned("history_line"), 3);
  EXPECT_EQ(lines(), 1U);
  EXPECT_FALSE(knows_delivery("old2"));
  EXPECT_FALSE(knows("old2"));
  EXPECT_TRUE(knows_delivery("young"));
  EXPECT_TRUE(knows("young"));
}

TEST_F(SqliteRetention, ForgetsAnAnswerWithItsQuestion) {
  Batch batch;
  for (const Role role : {Role::user, Role::assistant}) {
    batch.appends.push_back({{"whatsapp", "+1"}, {role, "line", home_.clock.now()}});
  }
  wait(store_->journal().write(std::move(batch))).value();
  EXPECT_EQ(lines(), 2U);
  pass(days(31));
  turn("young");
  look();
  EXPECT_EQ(pruned("history_line"), 2);
  EXPECT_EQ(lines(), 1U);
}

TEST_F(SqliteRetention, ForgetsATurnsTraceWithItsMessage) {
  turns(3, "old");
  pass(days(31));
  turn("young");
  look();
  EXPECT_EQ(wait(store_->journal_reader().message_report("out-old1")).error().kind,
            ErrorKind::not_found);
  EXPECT_TRUE(wait(store_->journal_reader().message_report("out-young")));
  store_->close();
  sqlite::Database database;
  database.open((home_.folder.path() / "yak.db").string()).value();
  EXPECT_EQ(database.number("SELECT count(*) FROM turn"), 1);
}

TEST_F(SqliteRetention, DeletesKeysThatHaveExpired) {
  const auto keys = store_->kv("tools/crm");
  const WallTime soon = home_.clock.now() + std::chrono::minutes(1);
  for (int batch = 0; batch < 2; ++batch) {
    KeyValueTransaction some;
    for (int i = 0; i < 200; ++i) some.put(std::to_string(batch * 200 + i), "", soon);
    wait(keys->transact(std::move(some))).value();
  }
  wait(keys->transact(KeyValueTransaction().put("stays", ""))).value();
  look();
  looks(2);
  store_->close();
  sqlite::Database database;
  database.open((home_.folder.path() / "yak.db").string()).value();
  EXPECT_EQ(database.text("SELECT group_concat(key) FROM key_value"), "stays");
  EXPECT_EQ(database.number("SELECT keys FROM key_space WHERE space = 'tools/crm'"), 1);
}

TEST_F(SqliteRetention, KeepsWhatIsNotFinished) {
  accept("unfinished");
  turn("pending", DeliveryState::pending);
  turn("sending", DeliveryState::sending);
  turn("doubt", DeliveryState::in_doubt);
  turn("finished");
  pass(days(31));
  const DeliveryId dead = turn("late", DeliveryState::dead);
  const MessageId quarantined = end("quarantined", MessageState::quarantined);
  turn("newest");
  looks(3);
  EXPECT_EQ(pruned("message"), 1);
  for (const char* id : {"unfinished", "pending", "sending", "doubt", "late", "quarantined"}) {
    EXPECT_TRUE(knows(id)) << id;
  }
  EXPECT_EQ(wait(store_->maintenance().stats())->deliveries_in_doubt, 1);
  EXPECT_TRUE(wait(store_->dead_letters().letter({Kind::delivery, dead})));
  EXPECT_TRUE(wait(store_->dead_letters().letter({Kind::message, quarantined})));
}

TEST_F(SqliteRetention, ForgetsDeadLettersByAge) {
  const DeliveryId dead = turn("dead", DeliveryState::dead);
  const MessageId quarantined = end("quarantined", MessageState::quarantined);
  end("dropped", MessageState::dropped);
  pass(days(31));
  turn("newest");
  look();
  EXPECT_FALSE(wait(store_->dead_letters().letter({Kind::delivery, dead})));
  EXPECT_FALSE(wait(store_->dead_letters().letter({Kind::message, quarantined})));
  EXPECT_EQ(pruned("message"), 3);
  EXPECT_FALSE(knows("dropped"));
  store_->close();
  sqlite::Database database;
  database.open((home_.folder.path() / "yak.db").string()).value();
  EXPECT_EQ(database.number("SELECT count(*) FROM ended"), 0);
  EXPECT_EQ(database.number("SELECT count(*) FROM outbox"), 1);
  EXPECT_EQ(database.number("SELECT count(*) FROM delivery"), 1);
}

TEST_F(SqliteRetention, ForgetsAMessageOnceItsLastDeliveryIsSettled) {
  const DeliveryId open = turn("stuck", DeliveryState::in_doubt);
  turn("newest");
  pass(days(31));
  looks(2);
  EXPECT_TRUE(knows("stuck"));
  wait(store_->journal().update({open, DeliveryState::sent})).value();
  look();
  EXPECT_FALSE(knows("stuck"));
}

TEST_F(SqliteRetention, GoesOnPastWhatMustStay) {
  const int stays = 3 * sqlite::Pruner::kMessages;
  for (int i = 0; i < stays; ++i) accept("open" + std::to_string(i));
  turns(5, "old");
  pass(days(31));
  turn("newest");
  for (int step = 0; step < 5; ++step) look(sqlite::Retention::kStep);
  EXPECT_EQ(pruned("message"), 5);
  EXPECT_EQ(wait(store_->maintenance().stats())->messages_unfinished, stays);
}

TEST_F(SqliteRetention, LetsRevivedAndMisdatedMessagesNotHoldUpTheRest) {
  const MessageId quarantined = end("revived", MessageState::quarantined);
  Message future = message("future");
  future.received_at += days(20000);
  committed(*store_, commit_of(accepted(*store_, future), 0));
  turns(3, "old");
  pass(days(31));
  wait(store_->dead_letters().revive({Kind::message, quarantined})).value();
  committed(*store_, commit_of(quarantined, 0));
  turn("newest");
  look();
  EXPECT_EQ(pruned("message"), 3);
  EXPECT_TRUE(knows("revived"));
}

TEST_F(SqliteRetention, PrunesLittleAtATime) {
  const int count = 3 * sqlite::Pruner::kMessages;
  for (int i = 0; i < count; ++i) end(std::to_string(i), MessageState::done);
  pass(days(31));
  turn("newest");
  settle();
  EXPECT_EQ(pruned("message"), sqlite::Pruner::kMessages);
  for (int i = 0; i < 10; ++i) wait(store_->maintenance().check()).value();
  settle();
  EXPECT_EQ(pruned("message"), sqlite::Pruner::kMessages);
  look(sqlite::Retention::kStep);
  EXPECT_EQ(pruned("message"), 2 * sqlite::Pruner::kMessages);
}

TEST_F(SqliteRetention, NeverGivesAnIdAgain) {
  turns(5, "old");
  const DeliveryId last_delivery = turn("last");
  const MessageId last_message = 6;
  pass(days(31));
  looks(3);
  // The newest of each stays, all others are gone.
  EXPECT_EQ(pruned("message"), 5);
  open();
  EXPECT_GT(accept("next"), last_message);
  EXPECT_GT(turn("after"), last_delivery);
}

TEST_F(SqliteRetention, KeepsTheNewestMessageAndTheNewestDeliveryApart) {
  const DeliveryId last = turn("answered");
  const MessageId unanswered = end("unanswered", MessageState::done);
  pass(days(31));
  looks(3);
  open();
  EXPECT_GT(accept("next"), unanswered);
  EXPECT_GT(turn("after"), last);
  EXPECT_TRUE(knows("answered"));
}

TEST_F(SqliteRetention, NeverGivesThePurgedIdAgain) {
  const DeliveryId dead = turn("dead", DeliveryState::dead);
  wait(store_->dead_letters().purge({Kind::delivery, dead})).value();
  open();
  EXPECT_GT(turn("after"), dead);
  pass(days(31));
  turn("newest");
  look();
  EXPECT_FALSE(knows("dead"));
}

}  // namespace
}  // namespace yak::store_test
