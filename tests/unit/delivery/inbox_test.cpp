// SPDX-License-Identifier: Apache-2.0
#include "delivery/inbox.hpp"

#include <gtest/gtest.h>

#include "unit/delivery/engine.hpp"

namespace yak::delivery {
namespace {

using namespace std::chrono_literals;
using testing::Engine;

class RecordingSink final : public MessageSink {
 public:
  void dispatch(Message message, std::shared_ptr<InlineTicket> ticket, Arrival arrival) override {
    messages.push_back(std::move(message));
    tickets.push_back(std::move(ticket));
    arrivals.push_back(arrival);
  }
  std::vector<Message> messages;
  std::vector<std::shared_ptr<InlineTicket>> tickets;
  std::vector<Arrival> arrivals;
};

class InboxTest : public ::testing::Test {
 protected:
  Message message(const std::string& external_id) {
    Message message;
    message.channel = "fake";
    message.external_id = external_id;
    message.peer = "+1";
    message.sender = "+1";
    return message;
  }
  result<Accepted> accept(const Message& message, std::chrono::milliseconds inline_wait = 0ms) {
    std::optional<result<Accepted>> accepted;
    engine.run([&]() -> task<void> {
      auto outcome = co_await inbox.accept(message, inline_wait);
      accepted.emplace(std::move(outcome));
    });
    return *accepted;
  }

  Engine engine;
  RecordingSink sink;
  InboxService inbox{engine.inbox_services(sink)};
};

TEST_F(InboxTest, AMessageIsInTheJournalBeforeItIsDispatched) {
  const auto accepted = accept(message("a"));
  ASSERT_TRUE(accepted);
  EXPECT_FALSE(accepted->duplicate);
  ASSERT_EQ(sink.messages.size(), 1U);
  EXPECT_EQ(sink.messages[0].id, accepted->id);
  EXPECT_EQ(engine.store.messages().size(), 1U);
  EXPECT_EQ(engine.backlog.size(), 1U);
}

TEST_F(InboxTest, AMessageFromAnAliasGoesToThePersonsLane) {
  auto dependencies = engine.inbox_services(sink);
  std::vector<std::string> merged;
  dependencies.merged = [&](const std::string& alias, const std::string& person) {
    merged.push_back(alias + " > " + person);
  };
  InboxService people(dependencies);
  const auto take = [&](const std::string& id, const std::string& sender,
                        std::vector<std::string> aliases) {
    Message one = message(id);
    one.peer = one.sender = sender;
    one.aliases = std::move(aliases);
    engine.run([&]() -> task<void> { co_await people.accept(one, 0ms); });
  };
  take("a", "DE.1", {"+1"});
  take("b", "+1", {});
  EXPECT_EQ(merged, std::vector<std::string>{"fake:+1 > fake:DE.1"});
  ASSERT_EQ(sink.messages.size(), 2U);
  EXPECT_EQ(sink.messages[0].merged, std::vector<std::string>{"+1"});
  EXPECT_EQ(sink.messages[1].peer, "DE.1");
  EXPECT_EQ(sink.messages[1].sender, "DE.1");
  EXPECT_EQ(sink.messages[1].address, "+1");
  EXPECT_EQ(sink.messages[1].aliases, std::vector<std::string>{"+1"});
  EXPECT_TRUE(sink.messages[1].merged.empty());
}

TEST_F(InboxTest, NothingIsAcceptedBeforeRecoveryHasEnded) {
  engine.gate.begin_recovery();
  const auto early = accept(message("a"));
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().kind, ErrorKind::unavailable);
  EXPECT_TRUE(engine.store.messages().empty());
  engine.gate.end_recovery();
  EXPECT_TRUE(accept(message("a")));
}

TEST_F(InboxTest, ADuplicateIsNotDispatchedAgain) {
  const auto first = accept(message("a"));
  const auto second = accept(message("a"), 8s);
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->duplicate);
  EXPECT_EQ(second->id, first->id);
  EXPECT_EQ(second->reply, nullptr);
  EXPECT_EQ(sink.messages.size(), 1U);
  EXPECT_EQ(engine.backlog.size(), 1U);
  EXPECT_EQ(engine.metrics.value("yak_duplicate_suppressed_total"), 1);
}

TEST_F(InboxTest, AStoreThatFailsRefusesTheMessage) {
  engine.store.fail_with(error(ErrorKind::unavailable, "disk full"));
  const auto accepted = accept(message("a"));
  ASSERT_FALSE(accepted);
  EXPECT_EQ(accepted.error().kind, ErrorKind::unavailable);
  EXPECT_TRUE(sink.messages.empty());
  EXPECT_EQ(engine.backlog.size(), 0U);
}

TEST_F(InboxTest, AMessageOverTheTotalIsAcceptedAsExcess) {
  engine.backlog.add(999);
  ASSERT_TRUE(accept(message("a")));
  ASSERT_TRUE(accept(message("b")));
  EXPECT_EQ(sink.arrivals, (std::vector{Arrival::fresh, Arrival::excess}));
  EXPECT_EQ(engine.store.messages().size(), 2U);
}

TEST_F(InboxTest, AFullBacklogRefusesTheMessage) {
  engine.backlog.add(1249);
  ASSERT_TRUE(accept(message("last")));
  const auto accepted = accept(message("a"));
  ASSERT_FALSE(accepted);
  EXPECT_EQ(accepted.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(engine.store.messages().size(), 1U);
  EXPECT_EQ(engine.metrics.sum("yak_messages_refused_total"), 1);
}

TEST_F(InboxTest, AnInlineReplyIsOfferedOnlyWhenAskedFor) {
  EXPECT_EQ(accept(message("a"))->reply, nullptr);
  EXPECT_NE(accept(message("b"), 8s)->reply, nullptr);
  EXPECT_EQ(sink.tickets[0], nullptr);
  EXPECT_NE(sink.tickets[1], nullptr);
}

}  // namespace
}  // namespace yak::delivery
