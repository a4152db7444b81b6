// SPDX-License-Identifier: Apache-2.0
// What every store promises of the record of one message.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store_contract/store_contract.hpp"

namespace yak::store_contract {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> lines_of(const MessageReport::Sent& sent) {
  std::vector<std::string> lines;
  for (const DeliveryEvent& event : sent.events) {
    lines.push_back(event.what + (event.detail.empty() ? "" : ": " + event.detail));
  }
  return lines;
}

class ReportContract : public ::testing::TestWithParam<StoreKind> {
 protected:
  MessageReport report(const std::string& id) {
    return wait(store_->journal_reader().message_report(id)).value();
  }
  void update(DeliveryId id, DeliveryState state, std::optional<std::string> failure = {}) {
    home_.clock.advance(seconds(1));
    DeliveryUpdate change(id, state);
    change.failure = std::move(failure);
    wait(store_->journal().update(change)).value();
  }
  ReportResult report(DeliveryId id, ReceiptStatus status, std::string failure = "") {
    home_.clock.advance(seconds(1));
    ReceiptUpdate report;
    report.channel = "whatsapp";
    report.delivery = id;
    report.receipt = "SMout";
    report.status = status;
    report.failure = std::move(failure);
    return wait(store_->journal().report(report)).value();
  }

  StoreHome home_;
  std::unique_ptr<Store> store_ = open_store(home_, GetParam());
};

INSTANTIATE_TEST_SUITE_P(Stores, ReportContract, ::testing::ValuesIn(store_kinds()),
                         [](const auto& info) { return info.param.name; });

TEST_P(ReportContract, IsFoundByAnyOfItsNames) {
  const MessageId message = accepted(*store_, short_message("SMin"));
  const DeliveryId delivery = committed(*store_, commit_of(message)).front();
  report(delivery, ReceiptStatus::sent);
  accepted(*store_, short_message("SMother"));
  for (const std::string& id : {"m" + std::to_string(message), "d" + std::to_string(delivery),
                                std::string("SMin"), std::string("SMout")}) {
    EXPECT_EQ(report(id).message.id, message) << id;
  }
  for (const char* id : {"m4711", "d4711", "SMnone", "", "m0", "d-1"}) {
    EXPECT_EQ(wait(store_->journal_reader().message_report(id)).error().kind, ErrorKind::not_found)
        << id;
  }
}

TEST_P(ReportContract, AnExternalIdMayLookLikeAnotherMessagesId) {
  accepted(*store_, short_message("first"));
  const MessageId odd = accepted(*store_, short_message("m9"));
  EXPECT_EQ(report("m9").message.id, odd);
  EXPECT_EQ(report("m1").message.external_id, "first");
}

TEST_P(ReportContract, ShowsSenderAndTimeButNoContent) {
  const Message sent = full_message(7);
  const MessageId message = accepted(*store_, sent);
  const MessageReport report = this->report(sent.external_id);
  EXPECT_EQ(report.message.id, message);
  EXPECT_EQ(report.message.channel, sent.channel);
  EXPECT_EQ(report.message.peer, sent.peer);
  EXPECT_EQ(report.message.sender, sent.sender);
  EXPECT_EQ(report.message.to, sent.to);
  EXPECT_EQ(report.message.address, sent.address);
  EXPECT_EQ(report.message.received_at, sent.received_at);
  EXPECT_EQ(report.message.trace_id, sent.trace_id);
  EXPECT_EQ(report.message.raw_text + report.message.text + report.message.payload, "");
  EXPECT_THAT(report.message.attachments, IsEmpty());
  EXPECT_EQ(report.state, MessageState::received);
  EXPECT_FALSE(report.ended_at);
  EXPECT_THAT(report.deliveries, IsEmpty());
}

TEST_P(ReportContract, KeepsHowTheTurnWent) {
  TurnCommit commit = commit_of(accepted(*store_, short_message("a")), 2);
  commit.report = R"({"steps":[]})";
  home_.clock.advance(seconds(5));
  const std::vector<DeliveryId> ids = committed(*store_, commit);
  const MessageReport report = this->report("a");
  EXPECT_EQ(report.turn, commit.report);
  EXPECT_EQ(report.state, MessageState::done);
  EXPECT_EQ(report.ended_at, home_.clock.now());
  ASSERT_THAT(report.deliveries, SizeIs(2));
  EXPECT_EQ(report.deliveries[1].delivery.id, ids[1]);
  EXPECT_EQ(report.deliveries[1].delivery.part, 2);
  EXPECT_EQ(report.deliveries[1].delivery.trace_id, commit.deliveries[1].trace_id);
  EXPECT_EQ(report.deliveries[1].delivery.content.text, "");
}

TEST_P(ReportContract, LeavesOutATurnThatIsTooLong) {
  TurnCommit commit = commit_of(accepted(*store_, short_message("a")));
  commit.report = std::string(8192, 'x');
  committed(*store_, commit);
  EXPECT_THAT(report("a").turn, SizeIs(8192));
  commit = commit_of(accepted(*store_, short_message("b")));
  commit.report = std::string(8193, 'x');
  committed(*store_, commit);
  EXPECT_EQ(report("b").turn, "");
}

TEST_P(ReportContract, ShowsHowAMessageEndedWithoutATurn) {
  ended(*store_, "a", MessageState::expired);
  const MessageReport report = this->report("a");
  EXPECT_EQ(report.state, MessageState::expired);
  EXPECT_TRUE(report.ended_at);
}

TEST_P(ReportContract, AMessageThatJoinedATurnShowsThatTurn) {
  TurnCommit commit = commit_of(accepted(*store_, short_message("new")));
  commit.joined.push_back(accepted(*store_, short_message("old")));
  commit.report = "{}";
  committed(*store_, commit);
  const MessageReport report = this->report("old");
  EXPECT_EQ(report.message.id, commit.joined.front());
  EXPECT_EQ(report.state, MessageState::done);
  EXPECT_EQ(report.turn, "{}");
  ASSERT_THAT(report.deliveries, SizeIs(1));
  EXPECT_EQ(report.deliveries[0].delivery.message, commit.message);
}

TEST_P(ReportContract, ShowsADeliverysHistory) {
  TurnCommit commit = commit_of(accepted(*store_, short_message("a")));
  commit.deliveries[0].created_at = home_.clock.now();
  const WallTime began = home_.clock.now();
  const DeliveryId id = committed(*store_, commit).front();
  update(id, DeliveryState::sending);
  update(id, DeliveryState::pending, "connection\nrefused");
  update(id, DeliveryState::sending);
  update(id, DeliveryState::in_doubt, "no answer");
  report(id, ReceiptStatus::delivered);
  report(id, ReceiptStatus::sent);  // no advance
  report(id, ReceiptStatus::read);
  const MessageReport::Sent sent = report("a").deliveries.at(0);
  auto lines = lines_of(sent);
  ASSERT_THAT(lines, SizeIs(8));
  EXPECT_EQ(lines[2].substr(0, 19), "pending: connection");
  lines.erase(lines.begin() + 2);
  EXPECT_THAT(lines, ElementsAre("pending", "sending", "sending", "in doubt: no answer",
                                 "sent: the service reported it", "delivered", "read"));
  EXPECT_EQ(sent.events[0].at, began);
  EXPECT_EQ(sent.events[1].at, began + seconds(1));
  EXPECT_EQ(sent.events[7].at, began + seconds(7));
  EXPECT_EQ(sent.delivery.state, DeliveryState::sent);
  EXPECT_EQ(sent.delivery.status, ReceiptStatus::read);
  EXPECT_EQ(sent.delivery.receipt, "SMout");
}

TEST_P(ReportContract, ShowsWhyTheServiceFailed) {
  const DeliveryId id =
      committed(*store_, commit_of(accepted(*store_, short_message("a")))).front();
  update(id, DeliveryState::sent);
  report(id, ReceiptStatus::failed, "63016: outside the window");
  const MessageReport::Sent sent = report("a").deliveries.at(0);
  EXPECT_THAT(lines_of(sent), ElementsAre("pending", "sent", "failed: 63016: outside the window"));
  EXPECT_EQ(sent.delivery.failure, "63016: outside the window");
}

TEST_P(ReportContract, KeepsTheFirstSixtyFourEvents) {
  const DeliveryId id =
      committed(*store_, commit_of(accepted(*store_, short_message("a")))).front();
  for (int i = 0; i < 100; ++i) update(id, DeliveryState::sending);
  const auto sent = report("a").deliveries.at(0);
  EXPECT_THAT(sent.events, SizeIs(64));
  EXPECT_EQ(sent.events[0].what, "pending");
}

TEST_P(ReportContract, CutsLongReasons) {
  const DeliveryId id =
      committed(*store_, commit_of(accepted(*store_, short_message("a")))).front();
  const std::string reason = std::string(159, 'x') + "½" + std::string(5'000, 'y');
  for (int i = 0; i < 64; ++i) update(id, DeliveryState::pending, reason);
  const auto sent = report("a").deliveries.at(0);
  EXPECT_GE(sent.events.size(), 20U);
  EXPECT_LE(sent.events.size(), 64U);
  for (const DeliveryEvent& event : sent.events) EXPECT_LE(event.detail.size(), 160U);
  EXPECT_EQ(sent.events[1].detail, std::string(159, 'x'));
}

}  // namespace
}  // namespace yak::store_contract
