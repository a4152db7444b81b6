// SPDX-License-Identifier: Apache-2.0
#include "conversation/turns/channel_fees.hpp"

#include <gtest/gtest.h>

#include "yak/testing/counting_metrics.hpp"
#include "yak/testing/manual_clock.hpp"

namespace yak::conversation {
namespace {

struct FeesFixture {
  FeesFixture() {
    turn.message.channel = "whatsapp";
    turn.message.sender = "+1";
    price.in_nano_usd = 5;
    price.out_nano_usd = 7;
  }

  testing::CountingMetrics metrics;
  testing::ManualClock clock;
  ChannelFees fees{metrics, clock};
  Turn turn;
  MessagePrice price;
  TurnCommit entry;
};

TEST(ChannelFees, AreTheUsersUsage) {
  FeesFixture fixture;
  fixture.entry.deliveries.resize(3);
  fixture.fees.charge(fixture.turn, fixture.price, 2, fixture.entry);
  ASSERT_EQ(fixture.entry.writes.usage.size(), 1U);
  const UsageRow& row = fixture.entry.writes.usage.front();
  EXPECT_EQ(row.user, "whatsapp:+1");
  EXPECT_EQ(row.model, "channel/whatsapp");
  EXPECT_EQ(row.cost_nano_usd, 2 * 5 + 3 * 7);
}

TEST(ChannelFees, OfRefusedTurnsWithoutAReplyAreOnlyCounted) {
  FeesFixture fixture;
  fixture.turn.result = TurnResult::refused;
  fixture.fees.charge(fixture.turn, fixture.price, 1, fixture.entry);
  EXPECT_TRUE(fixture.entry.writes.usage.empty());
  EXPECT_DOUBLE_EQ(fixture.metrics.value("yak_channel_cost_usd_total",
                                         {{"channel", "whatsapp"}, {"direction", "in"}}),
                   5e-9);
}

TEST(ChannelFees, AreNoneWhereTheServiceChargesNothing) {
  FeesFixture fixture;
  fixture.fees.charge(fixture.turn, MessagePrice(), 1, fixture.entry);
  EXPECT_TRUE(fixture.entry.writes.usage.empty());
}

}  // namespace
}  // namespace yak::conversation
