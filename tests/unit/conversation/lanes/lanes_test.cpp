// SPDX-License-Identifier: Apache-2.0
#include "conversation/lanes/lanes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <optional>
#include <stdexcept>

#include "lane_engine.hpp"

namespace yak::conversation {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using testing::LaneEngine;
using ::testing::UnorderedElementsAre;

class LanesTest : public ::testing::Test {
 protected:
  void answer_after(std::chrono::milliseconds span) { lanes.answer_after(span); }

  LaneEngine lanes;
  std::vector<std::string>& began = lanes.began;
};

TEST_F(LanesTest, AnAcceptedMessageIsAnsweredThroughTheChannel) {
  lanes.accept("+1", "hello");
  EXPECT_THAT(lanes.sent(), ElementsAre("+1: re: hello"));
  EXPECT_EQ(lanes.engine.store.state_of(1), MessageState::done);
  EXPECT_EQ(lanes.engine.backlog.size(), 0U);
}

TEST_F(LanesTest, HeldLanesRunInOrderOnceTheyStart) {
  lanes.lanes->hold();
  lanes.resume("+1", "unfinished");
  lanes.accept("+1", "new");
  lanes.accept("+1", "/status");
  EXPECT_TRUE(lanes.sent().empty());
  lanes.lanes->start();
  lanes.engine.settle();
  EXPECT_THAT(lanes.sent(), ElementsAre("+1: re: unfinished", "+1: re: new", "+1: re: /status"));
  lanes.lanes->begin_drain();
  lanes.engine.settle();
}

TEST_F(LanesTest, OneTurnAtATimeInAConversationManyConversationsAtOnce) {
  answer_after(10s);
  lanes.accept("+1", "a1");
  lanes.accept("+1", "a2");
  lanes.accept("+2", "b1");
  EXPECT_THAT(began, ElementsAre("a1", "b1"));
  lanes.engine.advance(10s);
  EXPECT_THAT(began, ElementsAre("a1", "b1", "a2"));
  lanes.engine.advance(10s);
  EXPECT_THAT(lanes.sent(),
              ::testing::UnorderedElementsAre("+1: re: a1", "+2: re: b1", "+1: re: a2"));
}

TEST_F(LanesTest, ANewIdWaitsForTheConversationOfItsNumber) {
  answer_after(10s);
  lanes.accept("+1", "a1");
  lanes.accept("+1", "a2");
  lanes.accept("DE.1", "b1", {}, {"+1"});
  lanes.accept("DE.1", "b2", {}, {"+1"});
  lanes.accept("+1", "b3");  // the number now belongs to the conversation of the id
  for (int i = 0; i < 60; ++i) lanes.engine.advance(1s);
  EXPECT_THAT(began, ElementsAre("a1", "a2", "b1", "b2", "b3"));
  EXPECT_THAT(lanes.sent(), ElementsAre("+1: re: a1", "+1: re: a2", "DE.1: re: b1", "DE.1: re: b2",
                                        "DE.1: re: b3"));
  EXPECT_EQ(lanes.engine.channel.sent().back().receiver(), "+1");
}

TEST_F(LanesTest, AStopEndsTheWaitForTheConversationOfANumber) {
  answer_after(10s);
  lanes.accept("+1", "a1");
  lanes.accept("DE.1", "b1", {}, {"+1"});
  EXPECT_EQ(lanes.stop("DE.1"), 1U);
  // A message without a former conversation does not wait for the turn of the number.
  lanes.accept("DE.1", "b2");
  EXPECT_THAT(began, ElementsAre("a1", "b2"));
}

TEST_F(LanesTest, TheWaitForAnEmptyLaneEndsWithItsLastTurn) {
  answer_after(10s);
  lanes.accept("+1", "a1");
  lanes.accept("+1", "a2");
  std::optional<bool> empty;
  boost::asio::co_spawn(
      lanes.engine.loops.loop(0),
      [&]() -> task<void> { empty = co_await lanes.lanes->wait_empty({"fake", "+1"}, 1h); },
      boost::asio::detached);
  lanes.engine.advance(10s);
  EXPECT_FALSE(empty.has_value());
  lanes.engine.advance(10s);
  EXPECT_EQ(empty, true);
  lanes.engine.run(
      [&]() -> task<void> { EXPECT_TRUE(co_await lanes.lanes->wait_empty({"fake", "+1"}, 1h)); });
}

TEST_F(LanesTest, ACommandPassesTheQueue) {
  answer_after(10s);
  lanes.accept("+1", "slow");
  lanes.accept("+1", "/status");
  EXPECT_THAT(lanes.sent(), ElementsAre("+1: command /status"));
}

TEST_F(LanesTest, AFullLaneRefusesTheNewestAndSaysSoOnce) {
  answer_after(60s);
  for (int i = 0; i < 8; ++i) lanes.accept("+1", "m" + std::to_string(i));
  // One turn runs, four messages wait, three are dropped.
  EXPECT_EQ(lanes.engine.metrics.sum("yak_lane_overflow_total"), 3);
  EXPECT_EQ(lanes.sent().size(), 1U);
  EXPECT_EQ(lanes.engine.store.state_of(8), MessageState::dropped);
  lanes.engine.advance(300s);
  EXPECT_EQ(lanes.sent().size(), 6U);
  EXPECT_EQ(lanes.engine.backlog.size(), 0U);
}

TEST_F(LanesTest, StopEndsTheRunningTurnAndDropsWaitingMessages) {
  answer_after(60s);
  lanes.accept("+1", "m1");
  lanes.accept("+1", "m2");
  lanes.accept("+2", "other");
  EXPECT_EQ(lanes.stop("+1"), 2U);
  EXPECT_EQ(lanes.engine.store.state_of(1), MessageState::dropped);
  EXPECT_EQ(lanes.engine.store.state_of(2), MessageState::dropped);
  lanes.engine.advance(60s);
  EXPECT_THAT(lanes.sent(), ElementsAre("+2: re: other"));
  lanes.body = [](Turn& turn) -> task<result<void>> {
    turn.reply.add("again");
    turn.result = TurnResult::answered;
    co_return result<void>();
  };
  lanes.accept("+1", "m3");
  EXPECT_EQ(lanes.sent().back(), "+1: again");
}

TEST_F(LanesTest, AQuickReplyIsSentInTheWebhooksResponse) {
  const Accepted accepted = lanes.accept("+1", "hello", 8s);
  std::optional<Delivery> delivery;
  lanes.engine.run([&]() -> task<void> {
    const Delivery* const claimed = co_await accepted.reply->wait();
    if (claimed != nullptr) delivery = *claimed;
  });
  ASSERT_TRUE(delivery);
  EXPECT_EQ(delivery->content.text, "re: hello");
  EXPECT_EQ(lanes.engine.store.deliveries().front().state, DeliveryState::sending);
  accepted.reply->written(true);
  lanes.engine.settle();
  EXPECT_EQ(lanes.engine.store.deliveries().front().state, DeliveryState::sent);
  EXPECT_TRUE(lanes.sent().empty());
}

TEST_F(LanesTest, AWebhookIsReleasedIfItsReplyCannotBeCommitted) {
  lanes.body = [this](Turn& turn) -> task<result<void>> {
    lanes.engine.store.fail_with(error(ErrorKind::unavailable, "the disk is full"));
    turn.reply.add("re: hello");
    turn.result = TurnResult::answered;
    co_return result<void>();
  };
  const Accepted accepted = lanes.accept("+1", "hello", 8s);
  EXPECT_TRUE(lanes.is_let_go(accepted));
  lanes.engine.advance(20s);
  EXPECT_TRUE(lanes.sent().empty());
  EXPECT_EQ(lanes.engine.store.state_of(1), MessageState::received);

  lanes.engine.store.fail_with(std::nullopt);
  lanes.engine.advance(1s);
  EXPECT_THAT(lanes.sent(), ElementsAre("+1: re: hello"));
  EXPECT_EQ(lanes.engine.store.deliveries().front().attempts, 1);
  EXPECT_EQ(lanes.engine.store.state_of(1), MessageState::done);
}

TEST_F(LanesTest, AReplyOfSeveralPartsIsNeverSentInTheWebhooksResponse) {
  lanes.body = [](Turn& turn) -> task<result<void>> {
    turn.reply.add("one");
    turn.reply.add("two");
    turn.result = TurnResult::answered;
    co_return result<void>();
  };
  const Accepted accepted = lanes.accept("+1", "hello", 8s);
  bool is_inline = true;
  lanes.engine.run([&]() -> task<void> {
    const Delivery* const delivery = co_await accepted.reply->wait();
    is_inline = delivery != nullptr;
  });
  EXPECT_FALSE(is_inline);
  EXPECT_THAT(lanes.sent(), ElementsAre("+1: one", "+1: two"));
}

TEST_F(LanesTest, AnInlineReplyDoesNotOvertakeEarlierReplies) {
  lanes.engine.channel.script(SendOutcome::retry("429", 30s));
  lanes.accept("+1", "first");
  const Accepted accepted = lanes.accept("+1", "second", 8s);
  bool is_inline = true;
  lanes.engine.run([&]() -> task<void> {
    const Delivery* const delivery = co_await accepted.reply->wait();
    is_inline = delivery != nullptr;
  });
  EXPECT_FALSE(is_inline);
  lanes.engine.advance(31s);
  EXPECT_THAT(lanes.sent(), ElementsAre("+1: re: first", "+1: re: first", "+1: re: second"));
}

TEST_F(LanesTest, AFailedTurnRepliesWithASentenceAndWritesNothingElse) {
  lanes.body = [this](Turn& turn) -> task<result<void>> {
    lanes.engine.store.kv("space")->put_with(turn.writes, "key", "value").value();
    throw std::runtime_error("bug");
    co_return result<void>();
  };
  lanes.accept("+1", "hello");
  ASSERT_EQ(lanes.sent().size(), 1U);
  EXPECT_THAT(lanes.sent().front(), ::testing::HasSubstr("something went wrong"));
  EXPECT_FALSE(lanes.engine.store.value("space", "key"));
  EXPECT_TRUE(lanes.engine.log.contains("bug"));
}

TEST_F(LanesTest, AHookThatThrowsIsLoggedAndTheReplyIsSent) {
  std::vector<bool> told;
  lanes.body = [&told](Turn& turn) -> task<result<void>> {
    turn.after_commit.emplace_back([](bool /*durable*/) { throw std::runtime_error("bad hook"); });
    turn.after_commit.emplace_back([](bool /*durable*/) { throw 42; });
    turn.after_commit.emplace_back([&told](bool durable) { told.push_back(durable); });
    turn.reply.add("ok");
    turn.result = TurnResult::answered;
    co_return result<void>();
  };
  lanes.accept("+1", "one");
  lanes.accept("+1", "two");
  EXPECT_THAT(lanes.sent(), ElementsAre("+1: ok", "+1: ok"));
  EXPECT_THAT(told, ElementsAre(true, true));
  EXPECT_TRUE(lanes.engine.log.contains(
      "a plugin has a bug plugin=scripted 1.0.0 instance=scripted layer=middleware[0] message=1 "
      "bug=its after_commit threw: bad hook"));
  EXPECT_EQ(lanes.engine.backlog.size(), 0U);
}

TEST_F(LanesTest, AHookOfATurnThatNeverRanIsNoPluginsBug) {
  auto pending = std::make_unique<conversation::PendingTurn>();
  pending->turn.message.channel = "fake";
  pending->turn.after_commit.emplace_back([](bool) { throw std::runtime_error("bad hook"); });
  lanes.engine.run([&]() -> task<void> { co_await lanes.runner->drop(std::move(pending), ""); });
  EXPECT_TRUE(lanes.engine.log.contains("the core has a bug"));
  EXPECT_FALSE(lanes.engine.log.contains("a plugin has a bug"));
}

TEST_F(LanesTest, StopEndsASuspectThatWaits) {
  lanes.answer_after(1min);
  lanes.resume("+1", "first", {}, conversation::kCrashPoints * 2);
  lanes.resume("+2", "second", {}, conversation::kCrashPoints * 2);
  lanes.resume("+2", "third");
  EXPECT_THAT(lanes.began, ElementsAre("first"));
  EXPECT_EQ(lanes.stop("+2"), 2U);
  EXPECT_EQ(lanes.engine.backlog.size(), 1U);
  lanes.accept("+2", "fourth");
  EXPECT_THAT(lanes.began, ElementsAre("first", "fourth"));
  lanes.engine.advance(2min);
  EXPECT_THAT(lanes.sent(), UnorderedElementsAre("+1: re: first", "+2: re: fourth"));
  EXPECT_EQ(lanes.engine.backlog.size(), 0U);
}

TEST_F(LanesTest, AShutdownEndsASuspectThatWaits) {
  lanes.answer_after(1min);
  lanes.resume("+1", "first", {}, conversation::kCrashPoints * 2);
  lanes.resume("+2", "second", {}, conversation::kCrashPoints * 2);
  lanes.lanes->begin_drain();
  lanes.lanes->abandon();
  lanes.engine.settle();
  EXPECT_THAT(lanes.began, ElementsAre("first"));
  EXPECT_EQ(lanes.engine.backlog.size(), 0U);
}

TEST_F(LanesTest, StopDoesNotCountATurnWhoseReplyIsBeingCommitted) {
  lanes.body = [this](Turn& turn) -> task<result<void>> {
    turn.reply.add("ok");
    turn.result = TurnResult::answered;
    lanes.engine.store.fail_with(error(ErrorKind::unavailable, "disk full"));
    co_return result<void>();
  };
  lanes.accept("+1", "hello");
  EXPECT_EQ(lanes.stop("+1"), 0U);
  lanes.engine.store.fail_with(std::nullopt);
  lanes.engine.advance(1min);
  EXPECT_THAT(lanes.sent(), ElementsAre("+1: ok"));
}

TEST_F(LanesTest, WritesAreCommittedWithTheReplyAndHooksRun) {
  std::vector<bool> told;
  lanes.body = [this, &told](Turn& turn) -> task<result<void>> {
    lanes.engine.store.kv("space")->put_with(turn.writes, "key", "value").value();
    turn.after_commit.emplace_back([&told](bool durable) { told.push_back(durable); });
    turn.reply.add("ok");
    turn.result = TurnResult::answered;
    co_return result<void>();
  };
  lanes.accept("+1", "hello");
  EXPECT_EQ(lanes.engine.store.value("space", "key"), "value");
  EXPECT_THAT(told, ElementsAre(true));
}

TEST_F(LanesTest, ATurnWhoseConversationANewerOwnerHasTakenEndsWithoutAReply) {
  std::vector<bool> told;
  lanes.body = [this, &told](Turn& turn) -> task<result<void>> {
    auto& store = lanes.engine.store;
    const auto epoch = co_await store.take_epoch();
    const auto lease = co_await store.claim(turn.message.conversation(), *epoch, 1h);
    EXPECT_TRUE(lease);
    turn.after_commit.emplace_back([&told](bool durable) { told.push_back(durable); });
    turn.reply.add("ok");
    turn.result = TurnResult::answered;
    co_return result<void>();
  };
  lanes.accept("+1", "hello");
  EXPECT_THAT(lanes.sent(), ElementsAre());
  EXPECT_THAT(told, ElementsAre(false));
  EXPECT_EQ(lanes.engine.backlog.size(), 0U);
  EXPECT_EQ(lanes.engine.store.state_of(1), MessageState::received);
  EXPECT_TRUE(lanes.engine.log.contains("a newer owner has taken it over"));
}

TEST_F(LanesTest, AStoreThatRecoversGetsTheTurnWithoutASecondModelCall) {
  int runs = 0;
  lanes.body = [&](Turn& turn) -> task<result<void>> {
    ++runs;
    lanes.engine.store.fail_with(error(ErrorKind::unavailable, "disk full"));
    turn.reply.add("ok");
    turn.result = TurnResult::answered;
    co_return result<void>();
  };
  lanes.accept("+1", "hello");
  lanes.engine.advance(5s);
  EXPECT_TRUE(lanes.sent().empty());
  lanes.engine.store.fail_with(std::nullopt);
  lanes.engine.advance(1s);
  EXPECT_THAT(lanes.sent(), ElementsAre("+1: ok"));
  EXPECT_EQ(runs, 1);
}

TEST_F(LanesTest, DrainFinishesRunningTurnsAndLeavesTheRestInTheJournal) {
  answer_after(10s);
  lanes.accept("+1", "m1");
  lanes.accept("+1", "m2");
  lanes.lanes->begin_drain();
  lanes.accept("+2", "m3");
  lanes.engine.advance(60s);
  EXPECT_THAT(lanes.sent(), ElementsAre("+1: re: m1"));
  EXPECT_EQ(lanes.engine.store.state_of(2), MessageState::received);
  EXPECT_EQ(lanes.engine.store.state_of(3), MessageState::received);
  EXPECT_EQ(lanes.lanes->running(), 0U);
}

TEST_F(LanesTest, AnAbandonedTurnStaysInTheJournal) {
  answer_after(600s);
  lanes.accept("+1", "m1");
  lanes.lanes->begin_drain();
  lanes.lanes->abandon();
  lanes.engine.settle();
  EXPECT_EQ(lanes.lanes->running(), 0U);
  EXPECT_EQ(lanes.engine.store.state_of(1), MessageState::received);
  EXPECT_TRUE(lanes.sent().empty());
}

TEST_F(LanesTest, TypingIsShownForASlowTurnAndRenewed) {
  lanes.engine.channel.features.typing = true;
  answer_after(50s);
  lanes.lanes->start();
  lanes.accept("+1", "slow");
  lanes.engine.advance(900ms);
  EXPECT_EQ(lanes.engine.channel.typings(), 0);
  lanes.engine.advance(1s);
  EXPECT_EQ(lanes.engine.channel.typings(), 1);
  lanes.engine.advance(45s);
  EXPECT_EQ(lanes.engine.channel.typings(), 3);
  lanes.lanes->begin_drain();
  lanes.engine.advance(60s);
}

}  // namespace
}  // namespace yak::conversation
