// SPDX-License-Identifier: Apache-2.0
#include "delivery/outbox/delivery_machine.hpp"

#include <gtest/gtest.h>

namespace yak::delivery {
namespace {

using namespace std::chrono_literals;

const WallTime kNow{std::chrono::hours(490'000)};

Delivery sample(int attempts = 1) {
  Delivery delivery;
  delivery.id = 7;
  delivery.state = DeliveryState::sending;
  delivery.attempts = attempts;
  delivery.created_at = kNow;
  return delivery;
}

TEST(DeliveryMachine, BeginMarksSendingAndCountsTheAttempt) {
  const DeliveryStep step = DeliveryMachine::begin(sample(2));
  EXPECT_EQ(step.update.state, DeliveryState::sending);
  EXPECT_EQ(step.update.attempts, 3);
  EXPECT_FALSE(step.is_final);
}

TEST(DeliveryMachine, SentKeepsTheReceiptAndEnds) {
  const DeliveryMachine machine{RetryPolicy()};
  const DeliveryStep step = machine.after_send(sample(), SendOutcome::sent("SM1"), kNow, 0.5);
  EXPECT_EQ(step.update.state, DeliveryState::sent);
  EXPECT_EQ(step.update.receipt, "SM1");
  EXPECT_TRUE(step.is_final);
}

TEST(DeliveryMachine, RejectedIsADeadLetterWithItsReason) {
  const DeliveryMachine machine{RetryPolicy()};
  const DeliveryStep step =
      machine.after_send(sample(), SendOutcome::rejected("63016: window"), kNow, 0.5);
  EXPECT_EQ(step.update.state, DeliveryState::dead);
  EXPECT_EQ(step.update.failure, "63016: window");
  EXPECT_TRUE(step.is_final);
}

TEST(DeliveryMachine, RetryDoublesWithFullJitterUpToTheCap) {
  const DeliveryMachine machine{RetryPolicy()};
  struct Row {
    int attempts;
    double uniform;
    std::chrono::milliseconds wait;
  };
  for (const Row& row : {Row{1, 0.5, 500ms}, Row{2, 0.5, 1s}, Row{5, 0.5, 8s}, Row{5, 0.0, 0ms},
                         Row{11, 0.5, 450s}, Row{60, 0.5, 450s}}) {
    const DeliveryStep step =
        machine.after_send(sample(row.attempts), SendOutcome::retry("busy"), kNow, row.uniform);
    EXPECT_EQ(step.update.state, DeliveryState::pending);
    EXPECT_EQ(*step.update.next_at - kNow, row.wait) << row.attempts;
  }
}

TEST(DeliveryMachine, RetryWaitsAsLongAsTheServiceAsks) {
  const DeliveryMachine machine{RetryPolicy()};
  const DeliveryStep step =
      machine.after_send(sample(), SendOutcome::retry("busy", 20s), kNow, 0.5);
  EXPECT_EQ(*step.update.next_at - kNow, 20s);
}

TEST(DeliveryMachine, RetryBeyondTheLifetimeIsADeadLetter) {
  const DeliveryMachine machine{RetryPolicy()};
  const DeliveryStep step =
      machine.after_send(sample(), SendOutcome::retry("busy"), kNow + 6h, 0.5);
  EXPECT_EQ(step.update.state, DeliveryState::dead);
  EXPECT_NE(step.update.failure->find("busy"), std::string::npos);
}

TEST(DeliveryMachine, UnknownIsInDoubtNeverSentNorDead) {
  const DeliveryMachine machine{RetryPolicy()};
  const DeliveryStep step = machine.after_send(sample(), SendOutcome::unknown("reset"), kNow, 0.5);
  EXPECT_EQ(step.update.state, DeliveryState::in_doubt);
  EXPECT_FALSE(step.is_final);
}

Lookup lookup(Lookup::Kind kind) {
  Lookup lookup;
  lookup.kind = kind;
  lookup.receipt = "SM9";
  return lookup;
}

Delivery doubted() {
  Delivery delivery = sample();
  delivery.state = DeliveryState::in_doubt;
  delivery.failure = "reset";
  return delivery;
}

TEST(DeliveryMachine, TheFirstLookUpIsAfterTwoSeconds) {
  const DeliveryMachine machine{RetryPolicy()};
  const DeliveryStep step = machine.after_send(sample(), SendOutcome::unknown("reset"), kNow, 0.9);
  EXPECT_EQ(*step.update.next_at - kNow, 2s);
}

TEST(DeliveryMachine, FoundAtAnyLookUpIsSent) {
  const DeliveryMachine machine{RetryPolicy()};
  for (int looks = 1; looks <= 4; ++looks) {
    const DeliveryStep step =
        machine.after_lookup(doubted(), lookup(Lookup::Kind::found), looks, kNow);
    EXPECT_EQ(step.update.state, DeliveryState::sent);
    EXPECT_EQ(step.update.receipt, "SM9");
    EXPECT_TRUE(step.is_final);
  }
}

TEST(DeliveryMachine, LooksUpAtTwoFiveTenAndThirtySecondsBeforeItSendsAgain) {
  const DeliveryMachine machine{RetryPolicy()};
  for (const auto kind : {Lookup::Kind::absent, Lookup::Kind::unknown}) {
    WallTime now = kNow + 2s;
    for (int looks = 1; looks < 4; ++looks) {
      const DeliveryStep step = machine.after_lookup(doubted(), lookup(kind), looks, now);
      EXPECT_EQ(step.update.state, DeliveryState::in_doubt);
      EXPECT_FALSE(step.resends);
      now = *step.update.next_at;
    }
    EXPECT_EQ(now - kNow, 30s);
    const DeliveryStep last = machine.after_lookup(doubted(), lookup(kind), 4, now);
    EXPECT_EQ(last.update.state, DeliveryState::pending);
    EXPECT_EQ(last.update.next_at, now);
    EXPECT_EQ(last.resends, kind == Lookup::Kind::unknown);
  }
}

TEST(DeliveryMachine, WithHoldAMessageThatNoLookUpFindsIsADeadLetter) {
  RetryPolicy policy;
  policy.hold = true;
  const DeliveryMachine machine(policy);
  for (const auto kind : {Lookup::Kind::absent, Lookup::Kind::unknown}) {
    EXPECT_FALSE(machine.after_lookup(doubted(), lookup(kind), 3, kNow).is_final);
    const DeliveryStep last = machine.after_lookup(doubted(), lookup(kind), 4, kNow);
    EXPECT_EQ(last.update.state, DeliveryState::dead);
    EXPECT_NE(last.update.failure->find("held: reset"), std::string::npos);
    EXPECT_FALSE(last.resends);
  }
}

TEST(DeliveryMachine, ACallbackConfirms) {
  const DeliveryStep step = DeliveryMachine::confirm(doubted(), "SM3");
  EXPECT_EQ(step.update.state, DeliveryState::sent);
  EXPECT_EQ(step.update.receipt, "SM3");
  EXPECT_TRUE(step.is_final);
}

TEST(DeliveryMachine, ApplyUpdatesTheDeliveryLikeTheJournalsRow) {
  Delivery delivery = sample();
  DeliveryUpdate update(7, DeliveryState::pending);
  update.attempts = 4;
  update.next_at = kNow + 3s;
  update.failure = "busy";
  DeliveryMachine::apply(delivery, update);
  EXPECT_EQ(delivery.state, DeliveryState::pending);
  EXPECT_EQ(delivery.attempts, 4);
  EXPECT_EQ(delivery.next_at, kNow + 3s);
  EXPECT_EQ(delivery.failure, "busy");
}

}  // namespace
}  // namespace yak::delivery
