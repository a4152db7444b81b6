// SPDX-License-Identifier: Apache-2.0
#include "conversation/lanes/lane_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conversation/lanes/join_rule.hpp"
#include "pending.hpp"

namespace yak::conversation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace std::chrono_literals;
using testing::pending;

class LaneQueueTest : public ::testing::Test {
 protected:
  LaneQueueTest() { options.backlog = 2; }

  LaneQueue::Overflow put(MessageId id) {
    return queue.put(pending(id, "t" + std::to_string(id)), options);
  }
  LaneQueue::NextTurn next(MonotonicTime now = {}) { return queue.take(now, options); }
  std::string take() { return next().turn->turn.message.text; }

  LaneOptions options;
  LaneQueue queue;
};

TEST_F(LaneQueueTest, ReturnsMessagesInOrder) {
  options.backlog = 10'000;
  MessageId in = 0;
  MessageId out = 0;
  for (int round = 0; round < 100; ++round) {
    for (int i = 0; i < 7; ++i) EXPECT_FALSE(put(++in).rule);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(next().turn->turn.message.id, ++out);
  }
  EXPECT_EQ(queue.messages(), 200U);
  while (!queue.empty()) EXPECT_EQ(next().turn->turn.message.id, ++out);
  EXPECT_EQ(out, in);
}

TEST_F(LaneQueueTest, RejectNewestDropsTheNewMessage) {
  put(1);
  put(2);
  const auto overflow = put(3);
  EXPECT_EQ(overflow.rule, OverflowRule::reject_newest);
  ASSERT_TRUE(overflow.ended);
  EXPECT_EQ(overflow.ended->turn.message.id, 3);
  EXPECT_THAT(std::string(overflow.words), HasSubstr("this one was not accepted"));
}

TEST_F(LaneQueueTest, DropOldestDropsTheOldestMessage) {
  options.overflow = OverflowRule::drop_oldest;
  put(1);
  put(2);
  const auto overflow = put(3);
  EXPECT_EQ(overflow.rule, OverflowRule::drop_oldest);
  ASSERT_TRUE(overflow.ended);
  EXPECT_EQ(overflow.ended->turn.message.id, 1);
  EXPECT_THAT(std::string(overflow.words), HasSubstr("the oldest were dropped"));
  EXPECT_EQ(take(), "t2");
  EXPECT_EQ(take(), "t3");
}

TEST_F(LaneQueueTest, CoalesceJoinsTheLastWaitingMessageSilently) {
  options.overflow = OverflowRule::coalesce;
  put(1);
  put(2);
  const auto overflow = put(3);
  EXPECT_EQ(overflow.rule, OverflowRule::coalesce);
  EXPECT_FALSE(overflow.ended);
  EXPECT_TRUE(overflow.words.empty());
  EXPECT_EQ(queue.messages(), 3U);
  EXPECT_EQ(take(), "t1");
  EXPECT_EQ(take(), "t2\nt3");
}

TEST_F(LaneQueueTest, CoalesceDropsANewMessageThatCannotJoin) {
  options.overflow = OverflowRule::coalesce;
  put(1);
  put(2);
  auto stranger = pending(3, "t3");
  stranger->turn.message.sender = "+2";
  const auto overflow = queue.put(std::move(stranger), options);
  EXPECT_EQ(overflow.rule, OverflowRule::reject_newest);
  ASSERT_TRUE(overflow.ended);
  EXPECT_FALSE(overflow.words.empty());
  for (MessageId id = 4; id < 100; ++id) put(id);
  EXPECT_EQ(queue.messages(), 1 + JoinRule::kMaxMessages);
}

TEST_F(LaneQueueTest, OverflowNoticeIsSentOnceUntilTheQueueHasRoom) {
  put(1);
  put(2);
  EXPECT_FALSE(put(3).words.empty());
  EXPECT_TRUE(put(4).words.empty());
  take();
  put(5);
  EXPECT_TRUE(put(6).words.empty());
  take();
  take();
  put(7);
  put(8);
  EXPECT_FALSE(put(9).words.empty());
}

TEST_F(LaneQueueTest, TakeAllJoinsAllWaitingMessages) {
  options.backlog = 10'000;
  EXPECT_FALSE(queue.take_all());
  for (MessageId id = 1; id <= 4; ++id) put(id);
  const auto all = queue.take_all();
  ASSERT_TRUE(all);
  EXPECT_EQ(all->turn.message.id, 4);
  EXPECT_THAT(all->joined, ElementsAre(1, 2, 3));
  EXPECT_TRUE(queue.empty());
}

TEST_F(LaneQueueTest, OverflowNoticeIsSentAgainAfterTakeAll) {
  put(1);
  put(2);
  EXPECT_FALSE(put(3).words.empty());
  queue.take_all();
  put(4);
  put(5);
  EXPECT_FALSE(put(6).words.empty());
}

TEST_F(LaneQueueTest, ResumedMessagesAreNeverDropped) {
  for (MessageId id = 1; id <= 5; ++id) {
    auto turn = pending(id, "t");
    turn->arrival = delivery::Arrival::resumed;
    EXPECT_FALSE(queue.put(std::move(turn), options).rule);
  }
  EXPECT_TRUE(put(6).rule);
}

class Collecting : public LaneQueueTest {
 protected:
  Collecting() {
    options.backlog = 100;
    options.collect = 2s;
  }
  /// Adds a message that arrives `at` after `begin`.
  void put_at(MessageId id, MonotonicTime::duration at, const std::string& sender = "+1",
              delivery::Arrival arrival = delivery::Arrival::fresh) {
    auto turn = pending(id, "t" + std::to_string(id));
    turn->since = begin + at;
    turn->turn.message.sender = sender;
    turn->arrival = arrival;
    queue.put(std::move(turn), options);
  }
  MonotonicTime::duration wait(MonotonicTime::duration at) {
    return queue.wait(begin + at, options);
  }

  MonotonicTime begin{1000h};
};

TEST_F(Collecting, WaitsUntilTheConversationIsQuiet) {
  put_at(1, 0s);
  EXPECT_EQ(wait(0s), 2s);
  put_at(2, 1500ms);
  EXPECT_EQ(wait(2s), 1500ms);
  EXPECT_LE(wait(3500ms).count(), 0);
  EXPECT_EQ(take(), "t1\nt2");
}

TEST_F(Collecting, WaitsAtMostThreeTimesAsLong) {
  for (MessageId id = 0; id < 6; ++id) put_at(id, id * 1s);
  EXPECT_EQ(wait(5s), 1s);
  EXPECT_LE(wait(6s).count(), 0);
}

TEST_F(Collecting, DoesNotWaitForMessagesThatCannotJoin) {
  put_at(1, 0s);
  put_at(2, 0s, "+2");
  EXPECT_LE(wait(0s).count(), 0);
  EXPECT_EQ(take(), "t1");
  EXPECT_EQ(wait(0s), 2s);
}

TEST_F(Collecting, AResumedMessageDoesNotWaitAgain) {
  put_at(1, 0s, "+1", delivery::Arrival::resumed);
  put_at(2, 0s, "+1", delivery::Arrival::resumed);
  EXPECT_LE(wait(0s).count(), 0);
  EXPECT_EQ(take(), "t1\nt2");
}

TEST_F(Collecting, ExpiredMessagesEndTogetherWithoutWaiting) {
  options.max_age = 1h;
  put_at(1, 0s);
  put_at(2, 1s);
  put_at(3, 30min);
  EXPECT_LE(wait(1h + 2s).count(), 0);
  const auto late = next(begin + 1h + 2s);
  EXPECT_TRUE(late.expired);
  EXPECT_EQ(late.turn->turn.message.id, 2);
  EXPECT_THAT(late.turn->joined, ElementsAre(1));
  const auto in_time = next(begin + 1h + 2s);
  EXPECT_FALSE(in_time.expired);
  EXPECT_EQ(in_time.turn->turn.message.text, "t3");
}

TEST_F(Collecting, ExpiredMessagesJoinNoTurn) {
  put_at(1, 0s);
  auto old = pending(2, "old");
  old->since = begin;
  old->age_then = 24h;
  queue.put(std::move(old), options);
  EXPECT_EQ(next(begin).turn->turn.message.text, "t1");
  EXPECT_TRUE(next(begin).expired);

  options.backlog = 1;
  options.overflow = OverflowRule::coalesce;
  put_at(3, 0s);
  old = pending(4, "old");
  old->since = begin;
  old->age_then = 24h;
  EXPECT_EQ(queue.put(std::move(old), options).rule, OverflowRule::reject_newest);
}

TEST_F(Collecting, ATurnTakesAtMostTheMessagesThatMayJoin) {
  for (MessageId id = 1; id <= 40; ++id) put_at(id, 0s);
  EXPECT_EQ(next().turn->messages(), JoinRule::kMaxMessages);
  EXPECT_EQ(queue.messages(), 40 - JoinRule::kMaxMessages);
}

}  // namespace
}  // namespace yak::conversation
