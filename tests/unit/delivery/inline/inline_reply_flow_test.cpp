// SPDX-License-Identifier: Apache-2.0
#include "delivery/inline/inline_reply_flow.hpp"

#include <gtest/gtest.h>

#include "unit/delivery/engine.hpp"

namespace yak::delivery {
namespace {

using namespace std::chrono_literals;
using testing::Engine;

/// A turn's end with one delivery, and the ticket of a webhook that waits for it.
struct ClaimFixture {
  ClaimFixture() {
    lease = engine.lease("fake");
    lease->capabilities.inline_reply = true;
    Delivery& delivery = entry.deliveries.emplace_back();
    delivery.channel = "fake";
    delivery.peer = "+1";
    delivery.content.text = "answer";
  }

  InlineTicket* claim() { return engine.inline_replies->claim(entry, &ticket, lease); }

  Engine engine;
  std::optional<ChannelLease> lease;
  InlineTicket ticket{engine.clock, MonotonicTime::max(),
                      [](const Delivery&, MonotonicTime, bool) {}};
  TurnCommit entry;
};

TEST(InlineReplyFlow, ClaimsTheWebhookForOneDelivery) {
  ClaimFixture fixture;
  EXPECT_EQ(fixture.claim(), &fixture.ticket);
  EXPECT_EQ(fixture.entry.deliveries.front().state, DeliveryState::sending);
  EXPECT_EQ(fixture.entry.deliveries.front().attempts, 1);
}

TEST(InlineReplyFlow, ReleasesTheWebhookWhereTheReplyDoesNotFit) {
  struct Case {
    const char* name;
    void (*spoil)(ClaimFixture& fixture);
  };
  const Case cases[] = {
      {"no channel", [](ClaimFixture& fixture) { fixture.lease.reset(); }},
      {"a channel that cannot",
       [](ClaimFixture& fixture) { fixture.lease->capabilities.inline_reply = false; }},
      {"no delivery", [](ClaimFixture& fixture) { fixture.entry.deliveries.clear(); }},
      {"two deliveries",
       [](ClaimFixture& fixture) {
         fixture.entry.deliveries.push_back(fixture.entry.deliveries.front());
       }},
      {"an attachment",
       [](ClaimFixture& fixture) {
         fixture.entry.deliveries.front().content.media.emplace_back();
       }},
      {"a conversation that sends",
       [](ClaimFixture& fixture) {
         fixture.engine.channel.delay = 1min;
         fixture.engine.outbox->enqueue(fixture.engine.commit("+1", {"earlier"}));
         fixture.engine.settle();
       }},
      {"a webhook that waits no longer", [](ClaimFixture& fixture) { fixture.ticket.release(); }},
  };
  for (const Case& each : cases) {
    ClaimFixture fixture;
    each.spoil(fixture);
    EXPECT_EQ(fixture.claim(), nullptr) << each.name;
    for (const Delivery& delivery : fixture.entry.deliveries) {
      EXPECT_EQ(delivery.state, DeliveryState::pending) << each.name;
    }
    EXPECT_FALSE(fixture.ticket.claim()) << each.name << ": the webhook is released";
  }
}

TEST(InlineReplyFlow, AClaimIsGivenUpForTheOutbox) {
  ClaimFixture fixture;
  ASSERT_NE(fixture.claim(), nullptr);
  InlineReplyFlow::give_up(fixture.entry, fixture.ticket);
  EXPECT_EQ(fixture.entry.deliveries.front().state, DeliveryState::pending);
  EXPECT_EQ(fixture.entry.deliveries.front().attempts, 0);
  fixture.engine.run([&]() -> task<void> { EXPECT_EQ(co_await fixture.ticket.wait(), nullptr); });
}

TEST(InlineReplyFlow, NoTicketIsNoClaim) {
  ClaimFixture fixture;
  EXPECT_EQ(fixture.engine.inline_replies->claim(fixture.entry, nullptr, fixture.lease), nullptr);
}

TEST(InlineReplyFlow, AReplyWhoseConnectionBrokeIsInDoubt) {
  Engine engine;
  Delivery delivery = engine.commit("+1", {"one"}).front();
  engine.reply_inline(delivery)->written(false);
  engine.advance(4s);
  EXPECT_EQ(engine.channel.looked_up().size(), 1U);
  EXPECT_TRUE(engine.channel.sent().empty());
  engine.advance(26s);
  EXPECT_EQ(engine.channel.looked_up().size(), 4U);
  EXPECT_EQ(engine.channel.sent().size(), 1U);
  EXPECT_EQ(engine.metrics.value("yak_send_resent_total"), 1);
}

TEST(InlineReplyFlow, AReplyThatWasWrittenIsSent) {
  Engine engine;
  engine.reply_inline(engine.commit("+1", {"one"}).front())->written(true);
  engine.settle();
  EXPECT_EQ(engine.store.deliveries().front().state, DeliveryState::sent);
  EXPECT_TRUE(engine.channel.sent().empty());
}

TEST(InlineReplyFlow, RepliesThatWereWrittenAreRecordedTogether) {
  Engine engine;
  std::vector<Delivery> deliveries;
  for (const char* peer : {"+1", "+2", "+3"}) {
    deliveries.push_back(engine.commit(peer, {"one"}).front());
  }
  for (const Delivery& delivery : deliveries) engine.reply_inline(delivery)->written(true);
  EXPECT_EQ(engine.store.updates(), 0);
  engine.settle();
  EXPECT_EQ(engine.store.updates(), 1);
  for (const Delivery& row : engine.store.deliveries()) EXPECT_EQ(row.state, DeliveryState::sent);
  engine.reply_inline(engine.commit("+4", {"one"}).front())->written(true);
  engine.settle();
  EXPECT_EQ(engine.store.deliveries().back().state, DeliveryState::sent);
}

TEST(InlineReplyFlow, IsActiveUntilEveryInlineReplyIsRecorded) {
  Engine engine;
  Delivery first = engine.commit("+1", {"one"}).front();
  Delivery second = engine.commit("+2", {"two"}).front();
  engine.reply_inline(first)->written(true);
  engine.reply_inline(second)->written(true);
  engine.outbox->stop();
  EXPECT_EQ(engine.inline_replies->active(), 2U);
  engine.settle();
  EXPECT_EQ(engine.inline_replies->active(), 0U);
  EXPECT_EQ(engine.store.deliveries().back().state, DeliveryState::sent);
}

TEST(InlineReplyFlow, WarnsOfInlineRepliesThatTheStoreRefusesToRecord) {
  Engine engine;
  Delivery first = engine.commit("+1", {"one"}).front();
  Delivery second = engine.commit("+2", {"two"}).front();
  engine.store.fail_with(error(ErrorKind::unavailable, "disk full"));
  engine.reply_inline(first)->written(true);
  engine.reply_inline(second)->written(true);
  engine.settle();
  EXPECT_EQ(engine.log.count(LogLevel::warn), 1U);
  EXPECT_TRUE(engine.log.contains("disk full"));
  EXPECT_EQ(engine.metrics.value("yak_inline_unrecorded_total"), 2);
  EXPECT_EQ(engine.inline_replies->active(), 0U);
}

TEST(InlineReplyFlow, RecordsTheOtherRepliesOfABatchIfOneHasANewerOwner) {
  Engine engine;
  const Delivery taken_over = engine.commit("+1", {"one"}).front();
  const Delivery own = engine.commit("+2", {"two"}).front();
  engine.run([&]() -> task<void> {
    const auto epoch = co_await engine.store.take_epoch();
    const auto lease = co_await engine.store.claim({"fake", "+1"}, *epoch, 1h);
    EXPECT_TRUE(lease);
  });
  engine.reply_inline(taken_over)->written(true);
  engine.reply_inline(own)->written(true);
  engine.settle();
  EXPECT_EQ(engine.store.deliveries().back().state, DeliveryState::sent);
  EXPECT_EQ(engine.metrics.value("yak_inline_unrecorded_total"), 1);
  EXPECT_EQ(engine.inline_replies->active(), 0U);
}

TEST(InlineReplyFlow, UnrecordedInlineRepliesAreBounded) {
  Engine engine;
  const Delivery delivery = engine.commit("+1", {"one"}).front();
  constexpr int kMax = 16'384;
  for (int i = 0; i < kMax + 2; ++i) engine.reply_inline(delivery)->written(true);
  engine.settle();
  EXPECT_EQ(engine.inline_replies->active(), 0U);
  EXPECT_EQ(engine.log.count(LogLevel::warn), 2U);
  EXPECT_EQ(engine.metrics.value("yak_inline_unrecorded_total"), 2);
}

TEST(InlineReplyFlow, ALostReplyIsInDoubtInTheJournalBeforeItsFirstLookup) {
  Engine engine;
  const auto ticket = engine.reply_inline(engine.commit("+1", {"one"}).front());
  ticket->written(true);
  engine.settle();
  ASSERT_EQ(engine.store.deliveries().front().state, DeliveryState::sent);
  ticket->lost();
  engine.settle();
  EXPECT_EQ(engine.store.deliveries().front().state, DeliveryState::in_doubt);
  EXPECT_TRUE(engine.channel.looked_up().empty());
  EXPECT_EQ(engine.inline_replies->active(), 0U);
}

TEST(InlineReplyFlow, ALossIsRecordedAfterTheReplyThatIsStillBeingRecorded) {
  Engine engine;
  const auto ticket = engine.reply_inline(engine.commit("+1", {"one"}).front());
  ticket->written(true);
  ticket->lost();
  engine.settle();
  EXPECT_EQ(engine.store.deliveries().front().state, DeliveryState::in_doubt);
}

TEST(InlineReplyFlow, ALossIsRecordedAtOnceAlthoughTheConversationSends) {
  Engine engine;
  const auto ticket = engine.reply_inline(engine.commit("+1", {"one"}).front());
  ticket->written(true);
  engine.channel.delay = 1min;
  engine.outbox->enqueue(engine.commit("+1", {"two"}));
  engine.settle();
  ticket->lost();
  engine.settle();
  EXPECT_EQ(engine.store.deliveries().front().state, DeliveryState::in_doubt);
}

TEST(InlineReplyFlow, ALossThatTheStoreRefusesIsLookedUpAllTheSame) {
  Engine engine;
  const auto ticket = engine.reply_inline(engine.commit("+1", {"one"}).front());
  ticket->written(true);
  engine.settle();
  engine.store.fail_with(error(ErrorKind::unavailable, "disk full"));
  ticket->lost();
  engine.settle();
  EXPECT_EQ(engine.log.count(LogLevel::warn), 1U);
  engine.store.fail_with(std::nullopt);
  engine.advance(2s);
  EXPECT_EQ(engine.channel.looked_up().size(), 1U);
}

}  // namespace
}  // namespace yak::delivery
