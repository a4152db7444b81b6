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

std::vector<std::string> lines_of(const MessageTrace::Sent& sent) {
  std::vector<std::string> lines;
  for (const DeliveryEvent& event : sent.events) {
    lines.push_back(event.what + (event.detail.empty() ? "" : ": " + event.detail));
  }
  return lines;
}

class TraceContract : public ::testing::TestWithParam<StoreKind> {
 protected:
  MessageTrace trace(const std::string& id) {
    return wait(store_->journal_reader().trace(id)).value();
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

INSTANTIATE_TEST_SUITE_P(Stores, TraceContract, ::testing::ValuesIn(store_kinds()),
                         [](const auto& info) { return info.param.name; });

TEST_P(TraceContract, IsFoundByAnyOfItsNames) {
  const MessageId message = accepted(*store_, short_message("SMin"));
  const DeliveryId delivery = committed(*store_, commit_of(message)).front();
  report(delivery, ReceiptStatus::sent);
  accepted(*store_, short_message("SMother"));
  for (const std::string& id : {"m" + std::to_string(message), "d" + std::to_string(delivery),
                                std::string("SMin"), std::string("SMout")}) {
    EXPECT_EQ(trace(id).message.id, message) << id;
  }
  for (const char* id : {"m4711", "d4711", "SMnone", "", "m0", "d-1"}) {
    EXPECT_EQ(wait(store_->journal_reader().trace(id)).error().kind, ErrorKind::not_found) << id;
  }
}

TEST_P(TraceContract, AnExternalIdMayLookLikeAnotherMessagesId) {
  accepted(*store_, short_message("first"));
  const MessageId odd = accepted(*store_, short_message("m9"));
  EXPECT_EQ(trace("m9").message.id, odd);
  EXPECT_EQ(trace("m1").message.external_id, "first");
}

TEST_P(TraceContract, ShowsSenderAndTimeButNoContent) {
  const Message sent = full_message(7);
  const MessageId message = accepted(*store_, sent);
  const MessageTrace trace = this->trace(sent.external_id);
  EXPECT_EQ(trace.message.id, message);
  EXPECT_EQ(trace.message.channel, sent.channel);
  EXPECT_EQ(trace.message.peer, sent.peer);
  EXPECT_EQ(trace.message.sender, sent.sender);
  EXPECT_EQ(trace.message.to, sent.to);
  EXPECT_EQ(trace.message.received_at, sent.received_at);
  EXPECT_EQ(trace.message.raw_text + trace.message.text + trace.message.payload, "");
  EXPECT_THAT(trace.message.attachments, IsEmpty());
  EXPECT_EQ(trace.state, MessageState::received);
  EXPECT_FALSE(trace.ended_at);
  EXPECT_THAT(trace.deliveries, IsEmpty());
}

TEST_P(TraceContract, KeepsHowTheTurnWent) {
  TurnCommit commit = commit_of(accepted(*store_, short_message("a")), 2);
  commit.trace = R"({"steps":[]})";
  home_.clock.advance(seconds(5));
  const std::vector<DeliveryId> ids = committed(*store_, commit);
  const MessageTrace trace = this->trace("a");
  EXPECT_EQ(trace.turn, commit.trace);
  EXPECT_EQ(trace.state, MessageState::done);
  EXPECT_EQ(trace.ended_at, home_.clock.now());
  ASSERT_THAT(trace.deliveries, SizeIs(2));
  EXPECT_EQ(trace.deliveries[1].delivery.id, ids[1]);
  EXPECT_EQ(trace.deliveries[1].delivery.part, 2);
  EXPECT_EQ(trace.deliveries[1].delivery.content.text, "");
}

TEST_P(TraceContract, LeavesOutATurnThatIsTooLong) {
  TurnCommit commit = commit_of(accepted(*store_, short_message("a")));
  commit.trace = std::string(8192, 'x');
  committed(*store_, commit);
  EXPECT_THAT(trace("a").turn, SizeIs(8192));
  commit = commit_of(accepted(*store_, short_message("b")));
  commit.trace = std::string(8193, 'x');
  committed(*store_, commit);
  EXPECT_EQ(trace("b").turn, "");
}

TEST_P(TraceContract, ShowsHowAMessageEndedWithoutATurn) {
  ended(*store_, "a", MessageState::expired);
  const MessageTrace trace = this->trace("a");
  EXPECT_EQ(trace.state, MessageState::expired);
  EXPECT_TRUE(trace.ended_at);
}

TEST_P(TraceContract, AMessageThatJoinedATurnShowsThatTurn) {
  TurnCommit commit = commit_of(accepted(*store_, short_message("new")));
  commit.joined.push_back(accepted(*store_, short_message("old")));
  commit.trace = "{}";
  committed(*store_, commit);
  const MessageTrace trace = this->trace("old");
  EXPECT_EQ(trace.message.id, commit.joined.front());
  EXPECT_EQ(trace.state, MessageState::done);
  EXPECT_EQ(trace.turn, "{}");
  ASSERT_THAT(trace.deliveries, SizeIs(1));
  EXPECT_EQ(trace.deliveries[0].delivery.message, commit.message);
}

TEST_P(TraceContract, ShowsADeliverysHistory) {
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
  const MessageTrace::Sent sent = trace("a").deliveries.at(0);
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

TEST_P(TraceContract, ShowsWhyTheServiceFailed) {
  const DeliveryId id =
      committed(*store_, commit_of(accepted(*store_, short_message("a")))).front();
  update(id, DeliveryState::sent);
  report(id, ReceiptStatus::failed, "63016: outside the window");
  const MessageTrace::Sent sent = trace("a").deliveries.at(0);
  EXPECT_THAT(lines_of(sent), ElementsAre("pending", "sent", "failed: 63016: outside the window"));
  EXPECT_EQ(sent.delivery.failure, "63016: outside the window");
}

TEST_P(TraceContract, KeepsTheFirstSixtyFourEvents) {
  const DeliveryId id =
      committed(*store_, commit_of(accepted(*store_, short_message("a")))).front();
  for (int i = 0; i < 100; ++i) update(id, DeliveryState::sending);
  const auto sent = trace("a").deliveries.at(0);
  EXPECT_THAT(sent.events, SizeIs(64));
  EXPECT_EQ(sent.events[0].what, "pending");
}

TEST_P(TraceContract, CutsLongReasons) {
  const DeliveryId id =
      committed(*store_, commit_of(accepted(*store_, short_message("a")))).front();
  const std::string reason = std::string(159, 'x') + "½" + std::string(5'000, 'y');
  for (int i = 0; i < 64; ++i) update(id, DeliveryState::pending, reason);
  const auto sent = trace("a").deliveries.at(0);
  EXPECT_GE(sent.events.size(), 20U);
  EXPECT_LE(sent.events.size(), 64U);
  for (const DeliveryEvent& event : sent.events) EXPECT_LE(event.detail.size(), 160U);
  EXPECT_EQ(sent.events[1].detail, std::string(159, 'x'));
}

}  // namespace
}  // namespace yak::store_contract
