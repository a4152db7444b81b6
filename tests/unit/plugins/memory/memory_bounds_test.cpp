// SPDX-License-Identifier: Apache-2.0
// What the store in memory forgets, and what it refuses.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "memory/notebook.hpp"
#include "memory/usage_table.hpp"
#include "unit/store/yak_stores.hpp"

namespace yak::store_test {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class MemoryBounds : public ::testing::Test {
 protected:
  MessageId finish(std::string external_id) {
    TurnCommit commit;
    commit.message = accepted(*store_, short_message(std::move(external_id)));
    committed(*store_, commit);
    return commit.message;
  }
  bool is_known(std::string external_id) {
    return wait(store_->journal().accept(short_message(std::move(external_id))))->duplicate;
  }

  StoreHome home_;
  std::unique_ptr<Store> store_ =
      open_store(home_, memory_kind(),
                 testing::SettingsBuilder(memory_kind().schema()).integer("max_messages", 3));
};

TEST_F(MemoryBounds, ForgetsTheOldestFinishedMessage) {
  for (const char* id : {"a", "b", "c", "d"}) finish(id);
  EXPECT_TRUE(is_known("b"));
  EXPECT_TRUE(is_known("d"));
  EXPECT_FALSE(is_known("a"));
}

TEST_F(MemoryBounds, RefusesMoreUnfinishedMessages) {
  for (const char* id : {"a", "b", "c"}) accepted(*store_, short_message(id));
  const auto refused = wait(store_->journal().accept(short_message("d")));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(home_.metrics.sum("yak_store_rejected_total"), 1);
  EXPECT_TRUE(is_known("a"));
}

TEST_F(MemoryBounds, KeepsAMessageWhoseDeliveryIsOpen) {
  const DeliveryId open =
      committed(*store_, commit_of(accepted(*store_, short_message("a")))).at(0);
  for (const char* id : {"b", "c", "d", "e"}) finish(id);
  EXPECT_TRUE(is_known("a"));
  EXPECT_TRUE(wait(store_->journal().update({open, DeliveryState::sent})));
  for (const char* id : {"f", "g", "h"}) finish(id);
  EXPECT_FALSE(is_known("a"));
  EXPECT_FALSE(wait(store_->journal().update({open, DeliveryState::sent})));
}

TEST_F(MemoryBounds, KeepsAMessageThatIsOpenAgain) {
  const DeliveryId id = committed(*store_, commit_of(accepted(*store_, short_message("a")))).at(0);
  wait(store_->journal().update({id, DeliveryState::sent})).value();
  wait(store_->journal().update({id, DeliveryState::in_doubt})).value();
  for (const char* other : {"b", "c", "d", "e"}) finish(other);
  EXPECT_EQ(wait(store_->maintenance().stats())->deliveries_in_doubt, 1);
  wait(store_->journal().update({id, DeliveryState::dead})).value();
  EXPECT_EQ(wait(store_->maintenance().stats())->deliveries_dead, 1);
  for (const char* other : {"f", "g", "h"}) finish(other);
  EXPECT_EQ(wait(store_->maintenance().stats())->deliveries_dead, 0);
}

/// Of which each part gets a quarter, 256 KiB.
class MemoryBytes : public ::testing::Test {
 protected:
  static std::string large() { return std::string(std::size_t{60} << 10U, 'x'); }

  StoreHome home_;
  std::unique_ptr<Store> store_ = open_store(
      home_, memory_kind(),
      testing::SettingsBuilder(memory_kind().schema()).size("max_size", std::size_t{1} << 20U));
};

TEST_F(MemoryBytes, RefusesMessagesWhoseTextIsTooMuchTogether) {
  Message message = short_message("a");
  message.raw_text = message.text = large();
  message.payload.clear();
  for (const char* id : {"a", "b"}) {
    message.external_id = id;
    accepted(*store_, message);
  }
  message.external_id = "c";
  const auto refused = wait(store_->journal().accept(message));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(home_.metrics.sum("yak_store_rejected_total"), 1);
  // A small one has room, and what is finished gives its room back.
  accepted(*store_, short_message("small"));
  committed(*store_, commit_of(1, 0));
  accepted(*store_, message);
}

TEST_F(MemoryBytes, ForgetsTheOldestFinishedMessagesWhoseDeadLettersAreTooMuch) {
  for (const char* id : {"a", "b", "c", "d", "e"}) {
    TurnCommit commit = commit_of(accepted(*store_, short_message(id)));
    commit.deliveries[0].content.text = large();
    const DeliveryId delivery = committed(*store_, commit).at(0);
    wait(store_->journal().update({delivery, DeliveryState::dead})).value();
  }
  EXPECT_EQ(wait(store_->maintenance().stats())->deliveries_dead, 4);
  EXPECT_FALSE(wait(store_->journal().accept(short_message("a")))->duplicate);
  EXPECT_TRUE(wait(store_->journal().accept(short_message("b")))->duplicate);
}

TEST_F(MemoryBytes, RefusesStepsThatAreTooMuchTogether) {
  const MessageId id = accepted(*store_, short_message("a"));
  JournalStep step(id, 1, StepKind::tool, StepState::finished, large());
  for (step.number = 1; step.number <= 4; ++step.number) {
    EXPECT_TRUE(wait(store_->journal().step(step)));
  }
  EXPECT_EQ(wait(store_->journal().step(step)).error().kind, ErrorKind::unavailable);
  EXPECT_EQ(home_.metrics.sum("yak_store_rejected_total"), 1);
  // What is there already needs no room.
  step.number = 4;
  EXPECT_TRUE(wait(store_->journal().step(step)));
  step.record += ' ';
  EXPECT_EQ(wait(store_->journal().step(step)).error().kind, ErrorKind::conflict);
  step.record.pop_back();
  committed(*store_, commit_of(id, 0));
  step.message = accepted(*store_, short_message("b"));
  EXPECT_TRUE(wait(store_->journal().step(step)));
}

TEST_F(MemoryBytes, ForgetsTheOldestLinesThatAreTooMuch) {
  const ConversationKey conversation("whatsapp", "+1");
  Batch batch;
  for (int i = 0; i < 6; ++i) {
    batch.appends.push_back({conversation, {Role::user, large(), WallTime{}}});
  }
  wait(store_->journal().write(batch)).value();
  EXPECT_THAT(wait(store_->history().recent(conversation, 10)).value(), SizeIs(4));
  wait(store_->history().clear(conversation)).value();
  batch.appends.resize(4, batch.appends.front());
  wait(store_->journal().write(batch)).value();
  EXPECT_THAT(wait(store_->history().recent(conversation, 10)).value(), SizeIs(4));
}

TEST_F(MemoryBytes, RefusesKeysWhoseValuesAreTooMuchTogether) {
  const auto keys = store_->kv("a");
  const auto others = store_->kv("b");
  for (const char* key : {"1", "2", "3", "4"}) {
    EXPECT_TRUE(wait(keys->transact(KeyValueTransaction().put(key, large()))));
  }
  EXPECT_EQ(wait(others->transact(KeyValueTransaction().put("5", large()))).error().kind,
            ErrorKind::unavailable);
  Batch batch;
  others->put_with(batch, "5", large()).value();
  EXPECT_EQ(wait(store_->journal().write(batch)).error().kind, ErrorKind::unavailable);
  wait(keys->transact(KeyValueTransaction().erase("1"))).value();
  EXPECT_TRUE(wait(store_->journal().write(batch)));
}

memory::Notebook small_notebook() {
  memory::Notebook::Bounds bounds;
  bounds.lines = 3;
  bounds.keys = 2;
  bounds.usage = 2;
  return memory::Notebook(bounds);
}

TEST(Notebook, ForgetsTheOldestLineOfAll) {
  memory::Notebook notebook = small_notebook();
  const ConversationKey alice("c", "alice");
  const ConversationKey bob("c", "bob");
  for (const ConversationKey& conversation : {alice, bob, alice, bob}) {
    Batch batch;
    batch.appends.push_back({conversation, {Role::user, "x", WallTime{}}});
    notebook.apply(batch);
  }
  EXPECT_THAT(notebook.history(alice, 10), SizeIs(1));
  EXPECT_THAT(notebook.history(bob, 10), SizeIs(2));
}

TEST(Notebook, ForgetsNothingNewForWhatWasCleared) {
  memory::Notebook notebook = small_notebook();
  const ConversationKey alice("c", "alice");
  Batch append;
  append.appends.push_back({alice, {Role::user, "x", WallTime{}}});
  Batch clear = append;
  clear.clears.push_back({alice});
  notebook.apply(append);
  notebook.apply(clear);
  notebook.apply(append);
  notebook.apply(append);
  EXPECT_THAT(notebook.history(alice, 10), SizeIs(3));
}

TEST(Notebook, ForgetsLinesThatCameFromAnAliasOfThePast) {
  memory::Notebook notebook = small_notebook();
  const auto append = [&notebook](const std::string& peer) {
    Batch batch;
    batch.appends.push_back({{"c", peer}, {Role::user, "x", WallTime{}}});
    notebook.apply(batch);
  };
  const auto learn = [&notebook](const std::string& alias) {
    Message message;
    message.channel = "c";
    message.peer = message.sender = "alice";
    message.aliases = {alias};
    AcceptResult accepted;
    notebook.learn(message, accepted);
  };
  append("+1");
  learn("+1");
  learn("+2");
  for (int i = 0; i < 5; ++i) append("alice");
  EXPECT_THAT(notebook.history({"c", "alice"}, 10), SizeIs(3));
}

TEST(Notebook, RefusesABatchWithTooManyKeysAsAWhole) {
  memory::Notebook notebook = small_notebook();
  Batch batch;
  put(batch, "s", "a", "1");
  put(batch, "s", "b", "1");
  EXPECT_TRUE(notebook.may_apply(batch, WallTime{}));
  notebook.apply(batch);
  EXPECT_TRUE(notebook.may_apply(batch, WallTime{}));
  put(batch, "s", "c", "1");
  const auto refused = notebook.may_apply(batch, WallTime{});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
}

TEST(Notebook, ABatchGetsTheRoomOfExpiredKeys) {
  const WallTime later(std::chrono::seconds(1));
  memory::Notebook notebook = small_notebook();
  KeyValueTransaction expiring;
  expiring.put("a", "1", later).put("b", "1", later);
  ASSERT_TRUE(notebook.transact("s", expiring, WallTime{}));
  Batch batch;
  put(batch, "s", "c", "1");
  EXPECT_FALSE(notebook.may_apply(batch, WallTime{}));
  EXPECT_TRUE(notebook.may_apply(batch, later));
}

TEST(Notebook, ForgetsTheOldestDay) {
  memory::Notebook notebook = small_notebook();
  Batch batch;
  for (const Day day : {3, 1, 2}) batch.usage.push_back(usage_of("u", "m", day, 1));
  notebook.apply(batch);
  EXPECT_THAT(notebook.usage("u", 1, 1), IsEmpty());
  EXPECT_THAT(notebook.usage("u", 1, 3), SizeIs(2));
}

/// Seconds for `asks` lookups of one user's usage among that of `users`.
double seconds_of_lookups(int users, int asks) {
  memory::UsageTable table(100'000);
  for (int user = 0; user < users; ++user) {
    table.add(usage_of("u" + std::to_string(user), "m", 1, 1));
  }
  const auto begin = std::chrono::steady_clock::now();
  for (int ask = 0; ask < asks; ++ask) {
    EXPECT_THAT(table.rows("u" + std::to_string(ask % users), 1, 1), SizeIs(1));
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

TEST(MemoryUsage, OneUsersRowsAreFoundWithoutLookingAtAllOthers) {
  const double few = seconds_of_lookups(100, 3'000);
  const double many = seconds_of_lookups(30'000, 3'000);
  EXPECT_LT(many, 30 * few) << "300 times as many users";
}

TEST(MemoryUsage, SumsFollowWhatIsForgottenAndRenamed) {
  memory::UsageTable table(3);
  for (const char* user : {"a", "b", "c"}) table.add(usage_of(user, "m", 1, 2));
  EXPECT_EQ(table.rename("b", "x"), 1);
  EXPECT_EQ(table.rename("c", "x"), 1);
  EXPECT_THAT(table.rows("b"), IsEmpty());
  EXPECT_EQ(table.rows("x").at(0).messages, 4);
  EXPECT_EQ(table.rows("", 1, 1).at(0).messages, 6);
  table.add(usage_of("d", "m", 2, 1));
  table.add(usage_of("e", "m", 2, 1));
  EXPECT_THAT(table.rows("a"), IsEmpty());
  EXPECT_EQ(table.rows("", 1, 1).at(0).messages, 4);
  EXPECT_EQ(table.rows("", 2, 2).at(0).messages, 2);
}

}  // namespace
}  // namespace yak::store_test
