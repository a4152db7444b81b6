// SPDX-License-Identifier: Apache-2.0
#include "delivery/outbox/delivery_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yak::delivery {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

Delivery queued_part(DeliveryId id, MessageId message, int part) {
  Delivery delivery;
  delivery.id = id;
  delivery.message = message;
  delivery.part = part;
  return delivery;
}

DeliveryStep step_to(DeliveryId id, DeliveryState state) {
  DeliveryStep step;
  step.update = DeliveryUpdate(id, state);
  step.update.failure = "refused";
  return step;
}

/// Two replies: of message 7 with three parts, and of message 8 with one.
DeliveryQueue two_replies() {
  DeliveryQueue queue;
  for (int part = 1; part <= 3; ++part) queue.add(queued_part(part, 7, part), {});
  queue.add(queued_part(4, 8, 2), {});
  return queue;
}

TEST(DeliveryQueue, LaterPartsOfADeadDeliveryAreDeadToo) {
  const DeliveryQueue queue = two_replies();
  const auto later = queue.later_steps(step_to(1, DeliveryState::dead));
  ASSERT_THAT(later, SizeIs(2));
  EXPECT_EQ(later[0].update.id, 2);
  EXPECT_EQ(later[1].update.id, 3);
  EXPECT_EQ(later[1].update.state, DeliveryState::dead);
  EXPECT_NE(later[1].update.failure->find("refused"), std::string::npos);
}

TEST(DeliveryQueue, OtherStepsConcernTheFirstDeliveryOnly) {
  for (const auto state : {DeliveryState::pending, DeliveryState::sending, DeliveryState::sent,
                           DeliveryState::in_doubt}) {
    EXPECT_THAT(two_replies().later_steps(step_to(1, state)), IsEmpty());
  }
}

TEST(DeliveryQueue, LaterPartsThatWereTriedKeepTheirOwnState) {
  DeliveryQueue queue;
  queue.add(queued_part(1, 7, 1), {});
  Delivery doubted = queued_part(2, 7, 2);
  doubted.state = DeliveryState::in_doubt;
  queue.add(std::move(doubted), {});
  EXPECT_THAT(queue.later_steps(step_to(1, DeliveryState::dead)), IsEmpty());
}

TEST(DeliveryQueue, RemovesWhatIsBehindTheFirst) {
  DeliveryQueue queue = two_replies();
  EXPECT_FALSE(queue.remove(1));
  EXPECT_FALSE(queue.remove(99));
  EXPECT_EQ(queue.remove(3)->part, 3);
  EXPECT_EQ(queue.size(), 3U);
}

TEST(DeliveryQueue, AConfirmedDeliveryWakesTheQueueIfItIsTheFirst) {
  DeliveryQueue queue = two_replies();
  Event over;
  queue.set_waiting(&over);
  queue.confirm(2, "r2");
  EXPECT_FALSE(over.is_set());
  queue.confirm(1, "r1");
  EXPECT_TRUE(over.is_set());
  EXPECT_EQ(queue.front().taken, "r1");
  EXPECT_TRUE(queue.front().is_over());
}

TEST(DeliveryQueue, ErasedDeliveriesWakeTheQueue) {
  DeliveryQueue queue = two_replies();
  Event over;
  queue.set_waiting(&over);
  queue.erase_all();
  EXPECT_TRUE(over.is_set());
  EXPECT_TRUE(queue.front().is_over());
}

TEST(DeliveryQueue, OnlyAQueueWithoutItsChannelIsWokenByANewChannel) {
  DeliveryQueue queue = two_replies();
  Event over;
  queue.set_waiting(&over);
  queue.wake_if_stranded();
  EXPECT_FALSE(over.is_set());
  queue.set_waiting(&over, true);
  queue.wake_if_stranded();
  EXPECT_TRUE(over.is_set());
  queue.set_waiting(nullptr);
  queue.wake();
}

TEST(DeliveryQueue, AgesByTheMonotonicClock) {
  DeliveryQueue queue;
  queue.add(queued_part(1, 7, 1), std::chrono::milliseconds(5'000));
  EXPECT_EQ(queue.front().at(MonotonicTime(std::chrono::milliseconds(200))),
            WallTime(std::chrono::milliseconds(5'200)));
}

}  // namespace
}  // namespace yak::delivery
