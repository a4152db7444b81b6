// SPDX-License-Identifier: Apache-2.0
// What every store promises to the next process that opens it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store_contract/store_contract.hpp"

namespace yak::store_contract {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Kind = DeadLetterId::Kind;

class RestartContract : public ::testing::TestWithParam<StoreKind> {
 protected:
  void restart() { reopen(home_, GetParam(), store_); }
  std::vector<Message> messages() {
    return wait(store_->journal().resume_messages(0, 100)).value();
  }
  std::vector<Delivery> deliveries() {
    return wait(store_->journal().resume_deliveries(0, 100)).value();
  }

  StoreHome home_;
  std::unique_ptr<Store> store_ = open_store(home_, GetParam());
};

INSTANTIATE_TEST_SUITE_P(Stores, RestartContract, ::testing::ValuesIn(store_kinds()),
                         [](const auto& info) { return info.param.name; });

TEST_P(RestartContract, KnowsHowAMessageEnded) {
  ended(*store_, "a", MessageState::done);
  ended(*store_, "b", MessageState::dropped);
  ended(*store_, "c", MessageState::expired);
  const MessageId quarantined = ended(*store_, "d", MessageState::quarantined);
  const MessageId open = accepted(*store_, short_message("open"));
  restart();
  const std::vector<Message> left = messages();
  ASSERT_THAT(left, SizeIs(1));
  EXPECT_EQ(left[0].id, open);
  const auto letters = wait(store_->dead_letters().letters({}, 10)).value();
  ASSERT_THAT(letters, SizeIs(1));
  EXPECT_EQ(letters[0].id, DeadLetterId(Kind::message, quarantined));
  for (MessageId id = 1; id < open; ++id) {
    EXPECT_EQ(wait(store_->journal().commit(commit_of(id))).error().kind, ErrorKind::conflict);
  }
}

TEST_P(RestartContract, KnowsWhatJoined) {
  TurnCommit commit = commit_of(accepted(*store_, short_message("a")));
  commit.joined.push_back(accepted(*store_, short_message("b")));
  committed(*store_, commit);
  restart();
  EXPECT_THAT(messages(), IsEmpty());
}

TEST_P(RestartContract, KnowsWhatAReportSettled) {
  const DeliveryId id =
      committed(*store_, commit_of(accepted(*store_, short_message("a")))).front();
  wait(store_->journal().update({id, DeliveryState::sending})).value();
  ReceiptUpdate report;
  report.channel = "whatsapp";
  report.delivery = id;
  report.receipt = "SM9";
  report.status = ReceiptStatus::sent;
  wait(store_->journal().report(report)).value();
  restart();
  EXPECT_THAT(deliveries(), IsEmpty());
  EXPECT_EQ(wait(store_->journal_reader().find_receipt("whatsapp", "SM9")).value(), id);
}

TEST_P(RestartContract, SuspectsOnlyWhatIsUnfinished) {
  const MessageId suspect = accepted(*store_, short_message("a"));
  const MessageId other = accepted(*store_, short_message("b"));
  const MessageId finished = ended(*store_, "c", MessageState::done);
  wait(store_->maintenance().add_suspicion({suspect, finished, 4711}, 2)).value();
  wait(store_->maintenance().add_suspicion({suspect}, 1)).value();
  wait(store_->maintenance().add_suspicion({}, 1)).value();
  restart();
  const std::vector<Message> left = messages();
  ASSERT_THAT(left, SizeIs(2));
  EXPECT_EQ(left[0].suspicion, 3);
  EXPECT_EQ(left[1].id, other);
  EXPECT_EQ(left[1].suspicion, 0);
}

TEST_P(RestartContract, RevivedWorkBelongsToTheRevivingProcess) {
  const MessageId message = ended(*store_, "a", MessageState::quarantined);
  const DeliveryId delivery =
      committed(*store_, commit_of(accepted(*store_, short_message("b")))).front();
  wait(store_->journal().update({delivery, DeliveryState::dead})).value();
  restart();
  wait(store_->dead_letters().revive({Kind::message, message})).value();
  wait(store_->dead_letters().revive({Kind::delivery, delivery})).value();
  EXPECT_THAT(messages(), IsEmpty());
  EXPECT_THAT(deliveries(), IsEmpty());
  restart();
  ASSERT_THAT(messages(), SizeIs(1));
  restart();
  EXPECT_EQ(messages()[0].id, message);
  EXPECT_EQ(deliveries().at(0).id, delivery);
}

TEST_P(RestartContract, ForgetsWhatWasPurged) {
  const DeliveryId delivery =
      committed(*store_, commit_of(accepted(*store_, short_message("b")))).front();
  wait(store_->journal().update({delivery, DeliveryState::dead})).value();
  wait(store_->dead_letters().purge({Kind::delivery, delivery})).value();
  wait(
      store_->dead_letters().purge({Kind::message, ended(*store_, "a", MessageState::quarantined)}))
      .value();
  restart();
  EXPECT_THAT(wait(store_->dead_letters().letters({}, 10)).value(), IsEmpty());
  EXPECT_THAT(messages(), IsEmpty());
  EXPECT_THAT(deliveries(), IsEmpty());
}

TEST_P(RestartContract, ShiftsTheTimesOfOpenWorkOfEveryOwner) {
  const MessageId theirs = accepted(*store_, short_message("a"));
  TurnCommit commit = commit_of(accepted(*store_, short_message("b")), 3);
  const std::vector<DeliveryId> ids = committed(*store_, commit);
  wait(store_->journal().update({ids[1], DeliveryState::dead})).value();
  const MessageId ended_one = ended(*store_, "c", MessageState::quarantined);
  restart();
  const MessageId ours = accepted(*store_, short_message("d"));
  wait(store_->maintenance().shift_times(-hours(3))).value();
  wait(store_->maintenance().shift_times(hours(1))).value();
  restart();
  const WallTime received = short_message("").received_at - hours(2);
  const std::vector<Message> left = messages();
  ASSERT_THAT(left, SizeIs(2));
  EXPECT_EQ(left[0].id, theirs);
  EXPECT_EQ(left[0].received_at, received);
  EXPECT_EQ(left[1].id, ours);
  EXPECT_EQ(left[1].received_at, received);
  const std::vector<Delivery> open = deliveries();
  ASSERT_THAT(open, SizeIs(2));
  EXPECT_EQ(open[1].id, ids[2]);
  EXPECT_EQ(open[1].created_at, WallTime(milliseconds(1000)) - hours(2));
  EXPECT_EQ(open[1].next_at, WallTime(milliseconds(2000)) - hours(2));
  EXPECT_EQ(wait(store_->dead_letters().letter({Kind::delivery, ids[1]}))->at,
            WallTime(milliseconds(1000)));
  EXPECT_EQ(wait(store_->dead_letters().letter({Kind::message, ended_one}))->at, received);
}

TEST_P(RestartContract, ShiftsTheTimeOfAPersonsLastMessage) {
  const Message message = short_message("a");
  ended(*store_, "a", MessageState::done);
  restart();
  wait(store_->maintenance().shift_times(hours(24 * 3650))).value();
  restart();
  EXPECT_EQ(wait(store_->journal_reader().last_message(message.conversation())).value(),
            message.received_at + hours(24 * 3650));
}

}  // namespace
}  // namespace yak::store_contract
