// SPDX-License-Identifier: Apache-2.0
// What every store promises of the work that an earlier owner left.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store_contract/store_contract.hpp"

namespace yak::store_contract {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ResumeContract : public ::testing::TestWithParam<StoreKind> {
 protected:
  void restart() { reopen(home_, GetParam(), store_); }
  std::vector<Message> messages(MessageId after = 0, int limit = 100) {
    return wait(store_->journal().resume_messages(after, limit)).value();
  }
  std::vector<Delivery> deliveries(DeliveryId after = 0, int limit = 100) {
    return wait(store_->journal().resume_deliveries(after, limit)).value();
  }
  static std::vector<MessageId> ids_of(const std::vector<Message>& messages) {
    std::vector<MessageId> ids;
    for (const Message& message : messages) ids.push_back(message.id);
    return ids;
  }
  void update(DeliveryId id, DeliveryState state) {
    wait(store_->journal().update({id, state})).value();
  }

  StoreHome home_;
  std::unique_ptr<Store> store_ = open_store(home_, GetParam());
};

INSTANTIATE_TEST_SUITE_P(Stores, ResumeContract, ::testing::ValuesIn(store_kinds()),
                         [](const auto& info) { return info.param.name; });

TEST_P(ResumeContract, GivesBackEveryFieldOfAMessage) {
  Message message = full_message(7);
  message.id = accepted(*store_, message);
  restart();
  const std::vector<Message> left = messages();
  ASSERT_THAT(left, SizeIs(1));
  EXPECT_TRUE(same(left[0], message));
}

TEST_P(ResumeContract, GivesUnfinishedMessagesOnceAndInOrder) {
  std::vector<MessageId> ids;
  for (int i = 0; i < 7; ++i) ids.push_back(accepted(*store_, full_message(i)));
  committed(*store_, commit_of(ids[2]));
  TurnCommit drop;
  drop.message = ids[4];
  drop.state = MessageState::dropped;
  committed(*store_, drop);
  restart();
  EXPECT_THAT(ids_of(messages(0, 2)), ElementsAre(ids[0], ids[1]));
  EXPECT_THAT(ids_of(messages(ids[1], 2)), ElementsAre(ids[3], ids[5]));
  EXPECT_THAT(ids_of(messages(ids[5], 2)), ElementsAre(ids[6]));
  EXPECT_THAT(messages(), IsEmpty());
  EXPECT_THAT(messages(0, -1), IsEmpty());
}

TEST_P(ResumeContract, GivesBackEveryFieldOfADelivery) {
  TurnCommit commit = commit_of(accepted(*store_, short_message("a")), 2);
  const std::vector<DeliveryId> ids = committed(*store_, commit);
  DeliveryUpdate change(ids[1], DeliveryState::pending);
  change.attempts = 3;
  change.next_at = WallTime(std::chrono::milliseconds(99));
  change.failure = "refused";
  change.receipt = "SM9";
  wait(store_->journal().update(change)).value();
  restart();
  const std::vector<Delivery> left = deliveries();
  ASSERT_THAT(left, SizeIs(2));
  Delivery first = commit.deliveries[0];
  first.id = ids[0];
  EXPECT_TRUE(same(left[0], first));
  Delivery second = commit.deliveries[1];
  second.id = ids[1];
  second.attempts = 3;
  second.next_at = WallTime(std::chrono::milliseconds(99));
  second.failure = "refused";
  second.receipt = "SM9";
  EXPECT_TRUE(same(left[1], second));
}

TEST_P(ResumeContract, ASendThatWasInterruptedIsInDoubt) {
  const auto ids = committed(*store_, commit_of(accepted(*store_, short_message("a")), 5));
  const std::vector<DeliveryState> states{DeliveryState::pending, DeliveryState::sending,
                                          DeliveryState::sent, DeliveryState::dead,
                                          DeliveryState::in_doubt};
  for (std::size_t i = 0; i < ids.size(); ++i) update(ids[i], states[i]);
  restart();
  const std::vector<Delivery> left = deliveries();
  ASSERT_THAT(left, SizeIs(3));
  EXPECT_EQ(left[0].state, DeliveryState::pending);
  EXPECT_EQ(left[1].id, ids[1]);
  EXPECT_EQ(left[1].state, DeliveryState::in_doubt);
  EXPECT_EQ(left[2].state, DeliveryState::in_doubt);
  EXPECT_EQ(wait(store_->maintenance().stats())->deliveries_in_doubt, 2);
  EXPECT_THAT(deliveries(), IsEmpty());
}

TEST_P(ResumeContract, DatesADeliveryThatHasNoDate) {
  TurnCommit commit = commit_of(accepted(*store_, short_message("a")));
  commit.deliveries[0].created_at = WallTime{};
  committed(*store_, commit);
  restart();
  EXPECT_EQ(deliveries().at(0).created_at, home_.clock.now());
}

TEST_P(ResumeContract, LeavesTheWorkOfANewerOwnerAlone) {
  const MessageId answered = accepted(*store_, short_message("a"));
  const MessageId taken = accepted(*store_, short_message("b"));
  const DeliveryId delivery = committed(*store_, commit_of(answered)).at(0);
  restart();
  const Epoch newer = wait(store_->journal().take_epoch()).value();
  const ConversationKey conversation = short_message("").conversation();
  ASSERT_TRUE(wait(store_->journal().claim(conversation, newer, seconds(30))));
  EXPECT_THAT(messages(), IsEmpty());
  EXPECT_THAT(deliveries(), IsEmpty());
  // The newer owner can still end both.
  TurnCommit commit = commit_of(taken);
  commit.epoch = newer;
  EXPECT_TRUE(wait(store_->journal().commit(commit)));
  DeliveryUpdate sent(delivery, DeliveryState::sent);
  sent.epoch = newer;
  EXPECT_TRUE(wait(store_->journal().update(sent)));
}

TEST_P(ResumeContract, CountsTheOldestOfWhatIsOpen) {
  Message early = full_message(1);
  const MessageId first = accepted(*store_, early);
  Message late = full_message(2);
  accepted(*store_, late);
  const auto ids = committed(*store_, commit_of(first, 2));
  update(ids[0], DeliveryState::sent);
  const StoreStats stats = wait(store_->maintenance().stats()).value();
  EXPECT_EQ(stats.oldest_message, late.received_at);
  EXPECT_EQ(stats.oldest_delivery, full_delivery(2, 2).created_at);
}

}  // namespace
}  // namespace yak::store_contract
