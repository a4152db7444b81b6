// SPDX-License-Identifier: Apache-2.0
// What every store promises of reports about deliveries that are not `sent` in the journal, of
// receipts, and of messages that one turn answers together.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store_contract/store_contract.hpp"

namespace yak::store_contract {
namespace {

class SettleContract : public ::testing::TestWithParam<StoreKind> {
 protected:
  DeliveryId delivery(DeliveryState state, const std::string& receipt = "") {
    const MessageId message = accepted(*store_, short_message(std::to_string(++messages_)));
    DeliveryUpdate change(committed(*store_, commit_of(message)).front(), state);
    if (!receipt.empty()) change.receipt = receipt;
    change.failure = "connection reset";
    wait(store_->journal().update(change)).value();
    return change.id;
  }
  ReportResult report(DeliveryId delivery, std::string receipt,
                      ReceiptStatus status = ReceiptStatus::delivered) {
    ReceiptUpdate report;
    report.channel = "whatsapp";
    report.delivery = delivery;
    report.receipt = std::move(receipt);
    report.status = status;
    return wait(store_->journal().report(report)).value();
  }
  DeliveryId find_receipt(std::string receipt, std::string channel = "whatsapp") {
    return wait(store_->journal_reader().find_receipt(std::move(channel), std::move(receipt)))
        .value();
  }

  StoreHome home_;
  std::unique_ptr<Store> store_ = open_store(home_, GetParam());
  int messages_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Stores, SettleContract, ::testing::ValuesIn(store_kinds()),
                         [](const auto& info) { return info.param.name; });

TEST_P(SettleContract, AReportSettlesOpenAndDeadDeliveries) {
  for (const DeliveryState state : {DeliveryState::pending, DeliveryState::sending,
                                    DeliveryState::in_doubt, DeliveryState::dead}) {
    const DeliveryId id = delivery(state);
    const std::string receipt = "SM" + std::to_string(id);
    EXPECT_TRUE(report(id, receipt).settled) << static_cast<int>(state);
    EXPECT_FALSE(report(id, receipt).settled) << static_cast<int>(state);
    EXPECT_EQ(find_receipt(receipt), id);
  }
  const StoreStats stats = wait(store_->maintenance().stats()).value();
  EXPECT_EQ(stats.deliveries_pending + stats.deliveries_in_doubt + stats.deliveries_dead, 0);
  EXPECT_FALSE(stats.oldest_delivery);
}

TEST_P(SettleContract, AReportByReceiptSettlesToo) {
  const DeliveryId id = delivery(DeliveryState::in_doubt, "SM9");
  const ReportResult outcome = report(0, "SM9");
  EXPECT_EQ(outcome.delivery, id);
  EXPECT_TRUE(outcome.settled);
  EXPECT_EQ(wait(store_->maintenance().stats())->deliveries_in_doubt, 0);
}

TEST_P(SettleContract, AReportOfAFailureSettlesToo) {
  const DeliveryId id = delivery(DeliveryState::pending);
  const ReportResult outcome = report(id, "SM9", ReceiptStatus::failed);
  EXPECT_TRUE(outcome.settled);
  EXPECT_TRUE(outcome.moved);
  EXPECT_EQ(wait(store_->maintenance().stats())->deliveries_pending, 0);
}

TEST_P(SettleContract, AReportThatMovesNothingStillSettles) {
  const DeliveryId id = delivery(DeliveryState::sending);
  report(id, "SM9", ReceiptStatus::read);
  wait(store_->journal().update({id, DeliveryState::in_doubt})).value();
  const ReportResult outcome = report(id, "SM9", ReceiptStatus::delivered);
  EXPECT_FALSE(outcome.moved);
  EXPECT_TRUE(outcome.settled);
}

TEST_P(SettleContract, AReportNamesTheDeliveryAndItsConversation) {
  const DeliveryId id = delivery(DeliveryState::sent, "SM9");
  const ReportResult outcome = report(0, "SM9");
  EXPECT_EQ(outcome.delivery, id);
  EXPECT_EQ(outcome.conversation, ConversationKey("whatsapp", "+15551234567"));
  EXPECT_FALSE(outcome.settled);
  EXPECT_FALSE(outcome.sent_twice);
}

TEST_P(SettleContract, ShowsThatADeliveryWasSentTwice) {
  const DeliveryId id = delivery(DeliveryState::sent, "SM-first");
  EXPECT_TRUE(report(id, "SM-second").sent_twice);
  EXPECT_FALSE(report(id, "SM-first").sent_twice);
  EXPECT_FALSE(report(id, "").sent_twice);
  EXPECT_EQ(find_receipt("SM-first"), id);
  EXPECT_EQ(find_receipt("SM-second"), 0);
}

TEST_P(SettleContract, AReportOfALiveDeliverySettlesItAndKeepsItsReceipt) {
  const DeliveryId id = delivery(DeliveryState::sending, "SM-first");
  const ReportResult outcome = report(id, "SM-second");
  EXPECT_TRUE(outcome.settled);
  EXPECT_TRUE(outcome.sent_twice);
  EXPECT_EQ(find_receipt("SM-first"), id);
}

TEST_P(SettleContract, FindsADeliveryByItsReceipt) {
  const DeliveryId id = delivery(DeliveryState::sent, "SM9");
  delivery(DeliveryState::pending);
  EXPECT_EQ(find_receipt("SM9"), id);
  EXPECT_EQ(find_receipt("SM9", "telegram"), 0);
  EXPECT_EQ(find_receipt("SM-unknown"), 0);
  EXPECT_EQ(find_receipt(""), 0);
}

TEST_P(SettleContract, EndsJoinedMessagesWithTheTurn) {
  const MessageId first = accepted(*store_, short_message("a"));
  TurnCommit commit = commit_of(first);
  for (const char* id : {"b", "c"}) {
    commit.joined.push_back(accepted(*store_, short_message(id)));
  }
  accepted(*store_, short_message("d"));
  committed(*store_, commit);
  EXPECT_EQ(wait(store_->maintenance().stats())->messages_unfinished, 1);
  EXPECT_EQ(wait(store_->maintenance().stats())->deliveries_pending, 1);
  const auto again = wait(store_->journal().commit(commit_of(commit.joined[0])));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, ErrorKind::conflict);
}

TEST_P(SettleContract, AJoinedMessageThatHasEndedIsHarmless) {
  TurnCommit commit = commit_of(accepted(*store_, short_message("a")));
  const MessageId early = accepted(*store_, short_message("b"));
  committed(*store_, commit_of(early));
  // Itself, one twice, and one that is not in the store.
  commit.joined = {early, commit.message, early, 4711};
  committed(*store_, commit);
  EXPECT_EQ(wait(store_->maintenance().stats())->messages_unfinished, 0);
  EXPECT_EQ(wait(store_->maintenance().stats())->deliveries_pending, 2);
}

TEST_P(SettleContract, ARefusedCommitEndsNoneThatJoined) {
  const MessageId message = accepted(*store_, short_message("a"));
  committed(*store_, commit_of(message));
  TurnCommit second = commit_of(message);
  second.joined.push_back(accepted(*store_, short_message("b")));
  EXPECT_FALSE(wait(store_->journal().commit(second)));
  EXPECT_EQ(wait(store_->maintenance().stats())->messages_unfinished, 1);
}

}  // namespace
}  // namespace yak::store_contract
