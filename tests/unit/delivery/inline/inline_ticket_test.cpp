// SPDX-License-Identifier: Apache-2.0
#include "delivery/inline/inline_ticket.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "base/clock.hpp"
#include "yak/testing/manual_clock.hpp"
#include "yak/testing/test_loop.hpp"

namespace yak::delivery {
namespace {

using namespace std::chrono_literals;

struct Outcomes {
  int whole = 0;
  int broken = 0;
  InlineTicket::Outcome recorder() {
    return [this](const Delivery& /*delivery*/, MonotonicTime /*committed*/, bool is_whole) {
      ++(is_whole ? whole : broken);
    };
  }
};

base::SystemClock& system_clock() {
  static base::SystemClock clock;
  return clock;
}

MonotonicTime in(std::chrono::milliseconds span) { return std::chrono::steady_clock::now() + span; }

Delivery sample_delivery() {
  Delivery delivery;
  delivery.id = 3;
  return delivery;
}

TEST(InlineTicket, GivesTheReplyToTheWaitingWebhook) {
  Outcomes outcomes;
  InlineTicket ticket(system_clock(), in(60s), outcomes.recorder());
  ASSERT_TRUE(ticket.claim());
  ticket.fulfil(sample_delivery(), MonotonicTime());
  const auto delivery = testing::run(ticket.wait());
  ASSERT_TRUE(delivery);
  EXPECT_EQ(delivery->id, 3);
  ticket.written(true);
  ticket.written(false);
  EXPECT_EQ(outcomes.whole, 1);
  EXPECT_EQ(outcomes.broken, 0);
}

TEST(InlineTicket, CannotBeClaimedOnceTheWaitIsOver) {
  Outcomes outcomes;
  InlineTicket ticket(system_clock(), in(0ms), outcomes.recorder());
  EXPECT_FALSE(testing::run(ticket.wait()));
  EXPECT_FALSE(ticket.claim());
}

TEST(InlineTicket, TheWaitEndsByTheClockOfTheTicket) {
  Outcomes outcomes;
  testing::ManualClock clock;
  InlineTicket ticket(clock, clock.monotonic() + 60s, outcomes.recorder());
  clock.advance(60s);
  EXPECT_FALSE(testing::run(ticket.wait()));
}

TEST(InlineTicket, TheWebhookWaitsForAClaimAtTheLastMoment) {
  Outcomes outcomes;
  const MonotonicTime end = in(5ms);
  InlineTicket ticket(system_clock(), end, outcomes.recorder());
  ASSERT_TRUE(ticket.claim());
  testing::TestLoop loop;
  auto waiting = loop.start(ticket.wait());
  loop.finish([&] { return std::chrono::steady_clock::now() > end; });
  loop.settle();
  ASSERT_FALSE(waiting.done()) << "the webhook must wait for the claimed reply";
  ticket.fulfil(sample_delivery(), MonotonicTime());
  loop.finish([&] { return waiting.done(); });
  EXPECT_TRUE(waiting.take());
  ticket.written(true);
}

TEST(InlineTicket, ReleaseEndsTheWebhooksWaitAtOnce) {
  Outcomes outcomes;
  InlineTicket ticket(system_clock(), in(60s), outcomes.recorder());
  ticket.release();
  EXPECT_FALSE(testing::run(ticket.wait()));
}

TEST(InlineTicket, AClaimedReplyWithoutAReportCountsAsBroken) {
  Outcomes outcomes;
  {
    InlineTicket ticket(system_clock(), in(60s), outcomes.recorder());
    ASSERT_TRUE(ticket.claim());
    ticket.fulfil(sample_delivery(), MonotonicTime());
  }
  EXPECT_EQ(outcomes.broken, 1);
}

TEST(InlineTicket, ClaimAndTimeoutNeverBothWin) {
  for (int round = 0; round < 200; ++round) {
    Outcomes outcomes;
    const auto ticket =
        std::make_shared<InlineTicket>(system_clock(), in(0ms), outcomes.recorder());
    bool claimed = false;
    std::thread turn([&] {
      claimed = ticket->claim();
      if (claimed) ticket->fulfil(sample_delivery(), MonotonicTime());
    });
    const auto delivery = testing::run(ticket->wait());
    turn.join();
    EXPECT_EQ(claimed, delivery != nullptr);
    ticket->written(true);
  }
}

}  // namespace
}  // namespace yak::delivery
