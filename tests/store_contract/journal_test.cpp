// SPDX-License-Identifier: Apache-2.0
// What every store promises of messages and deliveries.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store_contract/store_contract.hpp"

namespace yak::store_contract {
namespace {

using ::testing::ElementsAre;

class JournalContract : public ::testing::TestWithParam<StoreKind> {
 protected:
  StoreHome home_;
  std::unique_ptr<Store> store_ = open_store(home_, GetParam());
};

INSTANTIATE_TEST_SUITE_P(Stores, JournalContract, ::testing::ValuesIn(store_kinds()),
                         [](const auto& info) { return info.param.name; });

TEST_P(JournalContract, GivesEachMessageAnIdAboveTheLast) {
  const MessageId first = accepted(*store_, short_message("a"));
  const MessageId second = accepted(*store_, short_message("b"));
  EXPECT_GT(first, 0);
  EXPECT_GT(second, first);
}

TEST_P(JournalContract, KnowsADuplicateByChannelAndExternalId) {
  const MessageId first = accepted(*store_, short_message("a"));
  const auto again = wait(store_->journal().accept(short_message("a", "other words")));
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->duplicate);
  EXPECT_EQ(again->id, first);

  Message elsewhere = short_message("a");
  elsewhere.channel = "telegram";
  const auto other = wait(store_->journal().accept(elsewhere));
  ASSERT_TRUE(other);
  EXPECT_FALSE(other->duplicate);
  EXPECT_NE(other->id, first);
}

TEST_P(JournalContract, KnowsADuplicateOfAFinishedMessage) {
  const MessageId first = accepted(*store_, short_message("a"));
  committed(*store_, commit_of(first));
  const auto again = wait(store_->journal().accept(short_message("a")));
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->duplicate);
  EXPECT_EQ(again->id, first);
}

TEST_P(JournalContract, KnowsWhenAPersonLastWrote) {
  Message message = short_message("a");
  const ConversationKey conversation = message.conversation();
  EXPECT_EQ(wait(store_->journal_reader().last_message(conversation)).value(), std::nullopt);
  const WallTime last = message.received_at;
  const MessageId first = accepted(*store_, message);
  committed(*store_, commit_of(first));
  // Fetched late: it was received before the previous one.
  message.external_id = "b";
  message.received_at -= std::chrono::hours(3);
  accepted(*store_, message);
  message = short_message("c");
  message.received_at += std::chrono::hours(3);
  message.channel = "telegram";
  accepted(*store_, message);
  message.channel = conversation.channel;
  message.external_id = "d";
  message.peer = "+15550000009";
  accepted(*store_, message);
  EXPECT_EQ(wait(store_->journal_reader().last_message(conversation)).value(), last);
}

TEST_P(JournalContract, GivesTheIdsOfDeliveriesInTheirOrder) {
  const MessageId message = accepted(*store_, short_message("a"));
  const std::vector<DeliveryId> ids = committed(*store_, commit_of(message, 3));
  ASSERT_EQ(ids.size(), 3U);
  EXPECT_LT(ids[0], ids[1]);
  EXPECT_LT(ids[1], ids[2]);
}

TEST_P(JournalContract, RefusesASecondCommitAndWritesNothingOfIt) {
  const MessageId message = accepted(*store_, short_message("a"));
  committed(*store_, commit_of(message));
  TurnCommit second = commit_of(message);
  put(second.writes, "space", "key", "value");
  const auto outcome = wait(store_->journal().commit(second));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::conflict);
  EXPECT_EQ(wait(store_->maintenance().stats())->deliveries_pending, 1);
  EXPECT_EQ(wait(store_->kv("space")->get("key")).value(), std::nullopt);
}

TEST_P(JournalContract, RefusesACommitAfterADrop) {
  TurnCommit drop;
  drop.message = accepted(*store_, short_message("a"));
  drop.state = MessageState::dropped;
  EXPECT_TRUE(wait(store_->journal().commit(drop)));
  const auto outcome = wait(store_->journal().commit(commit_of(drop.message)));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::conflict);
}

TEST_P(JournalContract, RefusesACommitOfAnUnknownMessage) {
  const auto outcome = wait(store_->journal().commit(commit_of(4711)));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::not_found);
  EXPECT_EQ(wait(store_->maintenance().stats())->deliveries_pending, 0);
}

TEST_P(JournalContract, RefusesACommitThatEndsNothing) {
  TurnCommit commit = commit_of(accepted(*store_, short_message("a")));
  commit.state = MessageState::received;
  const auto outcome = wait(store_->journal().commit(commit));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::invalid);
  EXPECT_EQ(wait(store_->maintenance().stats())->messages_unfinished, 1);
}

TEST_P(JournalContract, CommitsWritesTogetherWithTheTurn) {
  const ConversationKey conversation("whatsapp", "+1");
  TurnCommit commit = commit_of(accepted(*store_, short_message("a")));
  commit.writes.appends.push_back({conversation, {Role::user, "hi", WallTime{}}});
  put(commit.writes, "space", "key", "value");
  commit.writes.usage.push_back(usage_of("u", "m", 7, 1));
  committed(*store_, commit);
  EXPECT_EQ(wait(store_->history().recent(conversation, 10))->size(), 1U);
  EXPECT_EQ(wait(store_->kv("space")->get("key")).value(), "value");
  EXPECT_EQ(wait(store_->usage().rows("u", 7, 7))->size(), 1U);
}

TEST_P(JournalContract, CountsWhatIsUnfinished) {
  const MessageId first = accepted(*store_, short_message("a"));
  accepted(*store_, short_message("b"));
  const std::vector<DeliveryId> ids = committed(*store_, commit_of(first, 4));
  wait(store_->journal().update({ids[0], DeliveryState::sending})).value();
  wait(store_->journal().update({ids[1], DeliveryState::in_doubt})).value();
  wait(store_->journal().update({ids[2], DeliveryState::dead})).value();
  const StoreStats stats = wait(store_->maintenance().stats()).value();
  EXPECT_EQ(stats.messages_unfinished, 1);
  EXPECT_EQ(stats.deliveries_pending, 2);
  EXPECT_EQ(stats.deliveries_in_doubt, 1);
  EXPECT_EQ(stats.deliveries_dead, 1);
}

TEST_P(JournalContract, DoesNotCountWhatIsSent) {
  const std::vector<DeliveryId> ids =
      committed(*store_, commit_of(accepted(*store_, short_message("a"))));
  wait(store_->journal().update({ids[0], DeliveryState::sent})).value();
  const StoreStats stats = wait(store_->maintenance().stats()).value();
  EXPECT_EQ(stats.deliveries_pending + stats.deliveries_in_doubt + stats.deliveries_dead, 0);
}

TEST_P(JournalContract, RefusesToUpdateAnUnknownDelivery) {
  const auto outcome = wait(store_->journal().update({99, DeliveryState::sent}));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::not_found);
}

TEST_P(JournalContract, UpdatesManyDeliveriesInOrder) {
  const std::vector<DeliveryId> ids =
      committed(*store_, commit_of(accepted(*store_, short_message("a")), 3));
  std::vector<DeliveryUpdate> changes;
  changes.emplace_back(ids[0], DeliveryState::in_doubt);
  changes.emplace_back(ids[0], DeliveryState::sent);
  changes.emplace_back(ids[1], DeliveryState::dead);
  wait(store_->journal().update(changes)).value();
  wait(store_->journal().update(std::vector<DeliveryUpdate>())).value();
  const StoreStats stats = wait(store_->maintenance().stats()).value();
  EXPECT_EQ(stats.deliveries_pending, 1);
  EXPECT_EQ(stats.deliveries_in_doubt, 0);
  EXPECT_EQ(stats.deliveries_dead, 1);
}

TEST_P(JournalContract, UpdatesNoneWhereOneIsUnknown) {
  const std::vector<DeliveryId> ids =
      committed(*store_, commit_of(accepted(*store_, short_message("a"))));
  std::vector<DeliveryUpdate> changes;
  changes.emplace_back(ids[0], DeliveryState::dead);
  changes.emplace_back(98, DeliveryState::sent);
  changes.emplace_back(99, DeliveryState::sent);
  const auto outcome = wait(store_->journal().update(changes));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::not_found);
  EXPECT_THAT(outcome.error().message, ::testing::HasSubstr("98"));
  EXPECT_EQ(wait(store_->maintenance().stats())->deliveries_dead, 0);
  EXPECT_EQ(wait(store_->maintenance().stats())->deliveries_pending, 1);
}

TEST_P(JournalContract, DoesNotResumeItsOwnRows) {
  const MessageId message = accepted(*store_, short_message("a"));
  accepted(*store_, short_message("b"));
  committed(*store_, commit_of(message));
  EXPECT_TRUE(wait(store_->journal().resume_messages(0, 10))->empty());
  EXPECT_TRUE(wait(store_->journal().resume_deliveries(0, 10))->empty());
}

TEST_P(JournalContract, SaysThatItCanWrite) { EXPECT_TRUE(wait(store_->maintenance().check())); }

}  // namespace
}  // namespace yak::store_contract
