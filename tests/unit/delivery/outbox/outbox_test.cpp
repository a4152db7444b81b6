// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/detached.hpp>

#include "unit/delivery/engine.hpp"

namespace yak::delivery {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using testing::Engine;

std::vector<std::string> texts(const std::vector<Delivery>& deliveries) {
  std::vector<std::string> all;
  for (const Delivery& delivery : deliveries) all.push_back(delivery.content.text);
  return all;
}

TEST(Outbox, SendsThePartsOfAReplyInOrderAndRecordsReceipts) {
  Engine engine;
  engine.outbox->enqueue(engine.commit("+1", {"one", "two", "three"}));
  engine.settle();
  EXPECT_THAT(texts(engine.channel.sent()), ElementsAre("one", "two", "three"));
  for (const Delivery& row : engine.store.deliveries()) {
    EXPECT_EQ(row.state, DeliveryState::sent);
    EXPECT_FALSE(row.receipt.empty());
  }
  EXPECT_EQ(engine.backlog.size(), 0U);
  EXPECT_EQ(engine.outbox->active(), 0U);
}

TEST(Outbox, JournalSaysSendingBeforeTheChannelIsCalled) {
  Engine engine;
  engine.channel.delay = 10s;
  engine.outbox->enqueue(engine.commit("+1", {"one"}));
  engine.settle();
  EXPECT_EQ(engine.store.deliveries().front().state, DeliveryState::sending);
  EXPECT_EQ(engine.store.deliveries().front().attempts, 1);
  engine.advance(10s);
  EXPECT_EQ(engine.store.deliveries().front().state, DeliveryState::sent);
}

TEST(Outbox, ARetryDelaysOnlyItsOwnConversation) {
  Engine engine;
  engine.channel.script(SendOutcome::retry("429", 30s));
  engine.outbox->enqueue(engine.commit("+1", {"first", "second"}));
  engine.settle();
  engine.outbox->enqueue(engine.commit("+2", {"other"}));
  engine.settle();
  EXPECT_THAT(texts(engine.channel.sent()), ElementsAre("first", "other"));
  engine.advance(31s);
  EXPECT_THAT(texts(engine.channel.sent()), ElementsAre("first", "other", "first", "second"));
}

TEST(Outbox, AnErasedDeliveryIsNotSent) {
  Engine engine;
  engine.channel.script(SendOutcome::retry("429", 1h));
  engine.outbox->enqueue(engine.commit("+1", {"first", "second"}));
  engine.settle();
  ASSERT_THAT(texts(engine.channel.sent()), ElementsAre("first"));
  auto erased = engine.store.erase({"fake", {"+1"}}, {});
  boost::asio::co_spawn(engine.loops.loop(0), std::move(erased), boost::asio::detached);
  engine.settle();
  ASSERT_TRUE(engine.store.deliveries().empty());
  engine.outbox->forget({"fake", "+1"});
  engine.settle();
  EXPECT_EQ(engine.backlog.size(), 0U) << "it must not wait for its retry";
  engine.outbox->enqueue(engine.commit("+1", {"later"}));
  engine.advance(2h);
  EXPECT_THAT(texts(engine.channel.sent()), ElementsAre("first", "later"));
}

TEST(Outbox, ADeliveryThatANewerOwnerHasTakenIsNotSent) {
  Engine engine;
  std::vector<Delivery> deliveries = engine.commit("+1", {"first", "second"});
  engine.run([&]() -> task<void> {
    const auto epoch = co_await engine.store.take_epoch();
    const auto lease = co_await engine.store.claim({"fake", "+1"}, *epoch, 1h);
    EXPECT_TRUE(lease);
  });
  engine.outbox->enqueue(std::move(deliveries));
  engine.settle();
  EXPECT_THAT(texts(engine.channel.sent()), ElementsAre());
  EXPECT_EQ(engine.backlog.size(), 0U);
  EXPECT_EQ(engine.store.deliveries().front().state, DeliveryState::pending);
  EXPECT_TRUE(engine.log.contains("a newer owner works on a delivery"));
}

TEST(Outbox, ADeliveryErasedDuringItsSendEnds) {
  Engine engine;
  engine.channel.delay = 10s;
  engine.outbox->enqueue(engine.commit("+1", {"one"}));
  engine.settle();
  auto erased = engine.store.erase({"fake", {"+1"}}, {});
  boost::asio::co_spawn(engine.loops.loop(0), std::move(erased), boost::asio::detached);
  engine.advance(1min);
  EXPECT_EQ(engine.backlog.size(), 0U);
  EXPECT_EQ(engine.outbox->active(), 0U);
}

TEST(Outbox, AQueueWhoseStepThrowsTriesAgain) {
  Engine engine;
  engine.lease_throws = true;
  engine.outbox->enqueue(engine.commit("+1", {"one"}));
  engine.settle();
  EXPECT_TRUE(engine.log.contains("task=outbox reason=no lease"));
  engine.lease_throws = false;
  engine.advance(1s);
  EXPECT_THAT(texts(engine.channel.sent()), ElementsAre("one"));
  EXPECT_EQ(engine.outbox->active(), 0U);
}

TEST(Outbox, ASendThatAnExceptionInterruptsIsInDoubt) {
  Engine engine;
  engine.spans.throws = true;
  engine.outbox->enqueue(engine.commit("+1", {"one"}, TraceId{1}));
  engine.settle();
  EXPECT_TRUE(engine.log.contains("task=outbox reason=no exporter"));
  engine.spans.throws = false;
  engine.advance(1s);
  EXPECT_THAT(texts(engine.channel.sent()), ElementsAre("one"));
  EXPECT_EQ(engine.store.deliveries().front().state, DeliveryState::in_doubt);
}

TEST(Outbox, LaterPartsAreNotSentAlthoughTheDeadPartIsGone) {
  Engine engine;
  engine.channel.delay = 10s;
  engine.channel.script(SendOutcome::rejected("63016"));
  engine.outbox->enqueue(engine.commit("+1", {"first", "second"}));
  engine.settle();
  engine.run([&]() -> task<void> {
    const DeliveryId first = engine.store.deliveries().front().id;
    (co_await engine.store.update({first, DeliveryState::dead})).value();
    (co_await engine.store.purge({DeadLetterId::Kind::delivery, first})).value();
  });
  engine.advance(1min);
  EXPECT_THAT(texts(engine.channel.sent()), ElementsAre("first"));
  EXPECT_EQ(engine.store.deliveries().back().state, DeliveryState::dead);
  EXPECT_EQ(engine.backlog.size(), 0U);
}

TEST(Outbox, AServiceThatAsksForTwoHoursGetsThem) {
  Engine engine;
  engine.channel.script(SendOutcome::retry("429", 2h));
  engine.outbox->enqueue(engine.commit("+1", {"one"}));
  engine.advance(119min);
  EXPECT_EQ(engine.channel.sent().size(), 1U);
  engine.advance(1min);
  EXPECT_EQ(engine.channel.sent().size(), 2U);
}

TEST(Outbox, AResumedDeliveryWaitsAnHourAtMost) {
  Engine engine;
  Delivery delivery = engine.commit("+1", {"one"}).front();
  delivery.next_at = engine.clock.now() + 24h * 365;
  engine.outbox->resume({delivery});
  engine.advance(59min);
  EXPECT_TRUE(engine.channel.sent().empty());
  engine.advance(1min);
  EXPECT_EQ(engine.channel.sent().size(), 1U);
}

TEST(Outbox, ADeadLetterDoesNotBlockTheConversation) {
  Engine engine;
  engine.channel.script(SendOutcome::rejected("63016"));
  engine.outbox->enqueue(engine.commit("+1", {"late"}));
  engine.outbox->enqueue(engine.commit("+1", {"next"}));
  engine.settle();
  EXPECT_EQ(engine.store.deliveries()[0].state, DeliveryState::dead);
  EXPECT_EQ(engine.store.deliveries()[1].state, DeliveryState::sent);
  EXPECT_TRUE(engine.log.contains("63016"));
  EXPECT_EQ(engine.metrics.value("yak_deliveries_total", {{"state", "dead"}}), 1);
}

TEST(Outbox, ThePartsAfterADeadPartAreDeadAndNameIt) {
  Engine engine;
  engine.channel.script(SendOutcome::sent("r"));
  engine.channel.script(SendOutcome::rejected("21211"));
  engine.outbox->enqueue(engine.commit("+1", {"one", "two", "three", "four"}));
  engine.outbox->enqueue(engine.commit("+1", {"next"}));
  engine.settle();
  EXPECT_THAT(texts(engine.channel.sent()), ElementsAre("one", "two", "next"));
  const std::vector<Delivery> rows = engine.store.deliveries();
  EXPECT_EQ(rows[1].failure, "21211");
  for (const std::size_t later : {2U, 3U}) {
    EXPECT_EQ(rows[later].state, DeliveryState::dead);
    EXPECT_THAT(rows[later].failure,
                ::testing::HasSubstr("part 2 of 4 (d2) was not sent; `yak dead-letters retry d2`"));
    EXPECT_EQ(rows[later].attempts, 0);
  }
  EXPECT_EQ(engine.backlog.size(), 0U);
  EXPECT_EQ(engine.metrics.value("yak_deliveries_total", {{"state", "dead"}}), 3);
}

TEST(Outbox, APartThatDiesAtOnceAfterARestartEndsTheOthers) {
  Engine engine;
  std::vector<Delivery> left = engine.commit("+1", {"one", "two"});
  engine.clock.advance(RetryPolicy().lifetime - 1s);
  engine.channel.script(SendOutcome::rejected("no"));
  engine.outbox->resume(std::move(left));
  engine.settle();
  EXPECT_EQ(engine.store.deliveries()[1].state, DeliveryState::dead);
  EXPECT_EQ(engine.channel.sent().size(), 1U);
}

/// A reply made now to a message received at `at`.
std::vector<Delivery> reply_to(Engine& engine, WallTime at) {
  Message message;
  message.channel = "fake";
  message.external_id = "asked";
  message.peer = "+1";
  message.received_at = at;
  engine.run([&]() -> task<void> { EXPECT_TRUE(co_await engine.store.accept(message)); });
  std::vector<Delivery> reply = engine.commit("+1", {"late", "later"});
  for (Delivery& delivery : reply) delivery.answers_at = at;
  return reply;
}

TEST(Outbox, NothingIsSentAfterTheReplyWindow) {
  Engine engine;
  engine.channel.features.reply_window = 24h;
  engine.outbox->enqueue(reply_to(engine, engine.clock.now() - 24h));
  engine.settle();
  EXPECT_TRUE(engine.channel.sent().empty());
  const std::vector<Delivery> rows = engine.store.deliveries();
  EXPECT_EQ(rows[0].state, DeliveryState::dead);
  EXPECT_THAT(rows[0].failure,
              ::testing::HasSubstr("this person last wrote more than 24 hours ago"));
  EXPECT_EQ(rows[0].attempts, 0);
  EXPECT_EQ(rows[1].state, DeliveryState::dead);
}

TEST(Outbox, TheReplyWindowIsOpenUntilItsLastMoment) {
  Engine engine;
  engine.channel.features.reply_window = 24h;
  engine.outbox->enqueue(reply_to(engine, engine.clock.now() - 24h + 1ms));
  engine.settle();
  EXPECT_THAT(texts(engine.channel.sent()), ElementsAre("late", "later"));
}

TEST(Outbox, ALaterMessageOfThePersonOpensTheReplyWindowAgain) {
  Engine engine;
  engine.channel.features.reply_window = 24h;
  std::vector<Delivery> reply = reply_to(engine, engine.clock.now() - 30h);
  Message message;
  message.channel = "fake";
  message.external_id = "again";
  message.peer = "+1";
  message.received_at = engine.clock.now() - 1h;
  engine.run([&]() -> task<void> { EXPECT_TRUE(co_await engine.store.accept(message)); });
  engine.outbox->enqueue(std::move(reply));
  engine.settle();
  EXPECT_THAT(texts(engine.channel.sent()), ElementsAre("late", "later"));
}

TEST(Outbox, ARetryThatComesAfterTheReplyWindowIsNotMade) {
  Engine engine;
  engine.channel.features.reply_window = 24h;
  engine.channel.script(SendOutcome::retry("busy", 30min));
  engine.outbox->enqueue(reply_to(engine, engine.clock.now() - 24h + 20min));
  engine.settle();
  EXPECT_EQ(engine.channel.sent().size(), 1U);
  engine.advance(31min);
  EXPECT_EQ(engine.channel.sent().size(), 1U);
  EXPECT_EQ(engine.store.deliveries().front().state, DeliveryState::dead);
}

TEST(Outbox, AWallClockThatIsSetForwardClosesNoReplyWindow) {
  Engine engine;
  engine.channel.features.reply_window = 24h;
  const WallTime asked = engine.clock.now() - 1h;
  engine.clock.set_now(engine.clock.now() + 24h * 3650);
  engine.outbox->enqueue(reply_to(engine, asked));
  engine.settle();
  EXPECT_THAT(texts(engine.channel.sent()), ElementsAre("late", "later"));
}

TEST(Outbox, AReplyWindowClosedLongAgoIsNotTakenForAClockStep) {
  Engine engine;
  engine.channel.features.reply_window = 24h;
  engine.outbox->enqueue(reply_to(engine, engine.clock.now() - 24h * 31));
  engine.settle();
  EXPECT_TRUE(engine.channel.sent().empty());
}

TEST(Outbox, AChannelWithATemplateLearnsThatTheWindowIsClosed) {
  Engine engine;
  engine.channel.features.reply_window = 24h;
  engine.channel.features.window_template = true;
  engine.outbox->enqueue(reply_to(engine, engine.clock.now() - 25h));
  engine.settle();
  ASSERT_EQ(engine.channel.sent().size(), 2U);
  EXPECT_TRUE(engine.channel.sent().front().window_closed);
}

TEST(Outbox, AChannelThatThrowsDoesNotBlockTheConversation) {
  Engine engine;
  engine.channel.throws = true;
  engine.outbox->enqueue(engine.commit("+1", {"one"}));
  engine.settle();
  EXPECT_EQ(engine.store.deliveries().front().state, DeliveryState::in_doubt);
  engine.channel.throws = false;
  engine.advance(31s);
  EXPECT_EQ(engine.store.deliveries().front().state, DeliveryState::sent);
}

TEST(Outbox, AnUnknownSendIsLookedUpBeforeItIsRepeated) {
  Engine engine;
  engine.channel.script(SendOutcome::unknown("reset"));
  Lookup found;
  found.kind = Lookup::Kind::found;
  found.receipt = "SM5";
  engine.channel.script_lookup(found);
  engine.outbox->enqueue(engine.commit("+1", {"one"}));
  engine.advance(5s);
  EXPECT_EQ(engine.channel.sent().size(), 1U);
  EXPECT_EQ(engine.store.deliveries().front().receipt, "SM5");
  EXPECT_EQ(engine.metrics.value("yak_send_resent_total"), 0);
  EXPECT_EQ(engine.metrics.value("yak_send_in_doubt"), 0);
}

TEST(Outbox, AResendAfterAnUnknownSendIsCounted) {
  Engine engine;
  engine.channel.script(SendOutcome::unknown("reset"));
  engine.outbox->enqueue(engine.commit("+1", {"one"}));
  engine.advance(29s);
  EXPECT_EQ(engine.channel.sent().size(), 1U);
  engine.advance(1s);
  EXPECT_EQ(engine.channel.sent().size(), 2U);
  EXPECT_EQ(engine.metrics.value("yak_send_resent_total"), 1);
}

TEST(Outbox, ASenderIsPaced) {
  Engine engine;
  engine.channel.features.send_interval = 3s;
  engine.outbox->enqueue(engine.commit("+1", {"one"}));
  engine.outbox->enqueue(engine.commit("+2", {"two"}));
  engine.outbox->enqueue(engine.commit("+3", {"three"}));
  engine.settle();
  EXPECT_EQ(engine.channel.sent().size(), 1U);
  engine.advance(3s);
  EXPECT_EQ(engine.channel.sent().size(), 2U);
  engine.advance(3s);
  EXPECT_EQ(engine.channel.sent().size(), 3U);
}

TEST(Outbox, APauseAppliesToTheWholeInstance) {
  Engine engine;
  engine.channel.script(SendOutcome::pause("63018", 60s));
  engine.outbox->enqueue(engine.commit("+1", {"one"}));
  engine.settle();
  engine.outbox->enqueue(engine.commit("+2", {"two"}));
  engine.advance(59s);
  EXPECT_EQ(engine.channel.sent().size(), 1U);
  engine.advance(2s);
  EXPECT_EQ(engine.channel.sent().size(), 3U);
}

TEST(Outbox, AnExpiredDeliveryIsNotSent) {
  Engine engine;
  auto deliveries = engine.commit("+1", {"old"});
  engine.clock.advance(7h);
  engine.outbox->resume(deliveries);
  engine.settle();
  EXPECT_TRUE(engine.channel.sent().empty());
  EXPECT_EQ(engine.store.deliveries().front().state, DeliveryState::dead);
}

TEST(Outbox, NothingIsSentWhileTheJournalCannotRecordSending) {
  Engine engine;
  auto deliveries = engine.commit("+1", {"one"});
  engine.store.fail_with(error(ErrorKind::unavailable, "disk full"));
  engine.outbox->enqueue(deliveries);
  engine.advance(10s);
  EXPECT_TRUE(engine.channel.sent().empty());
  engine.store.fail_with(std::nullopt);
  engine.advance(2s);
  EXPECT_EQ(engine.channel.sent().size(), 1U);
}

}  // namespace
}  // namespace yak::delivery
