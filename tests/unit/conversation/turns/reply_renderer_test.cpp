// SPDX-License-Identifier: Apache-2.0
#include "conversation/turns/reply_renderer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "conversation/turns/reply_pieces.hpp"
#include "yak/testing/fake_channel.hpp"
#include "yak/testing/manual_clock.hpp"
#include "yak/testing/test_loop.hpp"

namespace yak::conversation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class ThrowingChannel final : public Channel {
 public:
  task<result<void>> start() override { co_return result<void>(); }
  [[nodiscard]] Capabilities capabilities() const override { return {}; }
  [[nodiscard]] std::vector<Outbound> render(const Reply& /*reply*/) const override {
    throw std::runtime_error("cannot render");
  }
  task<SendOutcome> send(const Delivery& /*delivery*/) override {
    co_return SendOutcome::sent("r");
  }
  task<void> stop() override { co_return; }
};

Turn turn_with(const std::vector<std::string>& parts) {
  Turn turn;
  turn.message.id = 7;
  turn.message.channel = "fake";
  turn.message.external_id = "SM7";
  turn.message.peer = "+1";
  turn.message.to = "+99";
  turn.message.address = "+100";
  for (const std::string& part : parts) turn.reply.add(part);
  return turn;
}

std::vector<std::string> texts(const RenderedReply& rendered) {
  std::vector<std::string> all;
  for (const Delivery& delivery : rendered.deliveries) all.push_back(delivery.content.text);
  return all;
}

struct RendererFixture {
  RenderedReply render(const Turn& turn, Channel* on, std::size_t max_parts = 10) {
    std::optional<delivery::ChannelLease> lease;
    if (on != nullptr) {
      lease.emplace();
      lease->channel = on;
      lease->max_parts = max_parts;
    }
    return testing::run(renderer.render(turn, lease));
  }

  testing::ManualClock clock;
  testing::FakeChannel channel{clock};
  ReplyRenderer renderer{clock};
};

TEST(ReplyRenderer, NumbersTheDeliveriesAndAddressesThem) {
  RendererFixture fixture;
  const RenderedReply rendered = fixture.render(turn_with({"one", "two"}), &fixture.channel);
  ASSERT_THAT(rendered.deliveries, SizeIs(2));
  const Delivery& second = rendered.deliveries[1];
  EXPECT_EQ(second.message, 7);
  EXPECT_EQ(second.channel, "fake");
  EXPECT_EQ(second.peer, "+1");
  EXPECT_EQ(second.address, "+100");
  EXPECT_EQ(second.from, "+99");
  EXPECT_EQ(second.in_reply_to, "SM7");
  EXPECT_EQ(second.part, 2);
  EXPECT_EQ(second.parts, 2);
  EXPECT_EQ(second.content.text, "two");
  EXPECT_EQ(second.state, DeliveryState::pending);
  EXPECT_EQ(second.created_at, fixture.clock.now());
  EXPECT_EQ(rendered.left_out, 0U);
  EXPECT_FALSE(rendered.thrown);
}

TEST(ReplyRenderer, DropsBlankPiecesAndBoundsTheirNumber) {
  RendererFixture fixture;
  const RenderedReply rendered =
      fixture.render(turn_with({"one", " ", "two", "three", "four"}), &fixture.channel, 2);
  EXPECT_EQ(rendered.left_out, 3U);
  EXPECT_THAT(texts(rendered), ElementsAre("one", HasSubstr("3 more messages were left out")));
}

TEST(ReplyRenderer, AnswersWithAnApologyIfTheChannelThrows) {
  RendererFixture fixture;
  ThrowingChannel channel;
  const RenderedReply rendered = fixture.render(turn_with({"one"}), &channel);
  EXPECT_EQ(rendered.thrown, "cannot render");
  EXPECT_THAT(texts(rendered), ElementsAre(std::string(kTurnFailedText)));
}

TEST(ReplyRenderer, KeepsTheTextsAsWrittenWithoutAChannel) {
  RendererFixture fixture;
  Turn turn = turn_with({"*one*", "two"});
  turn.reply.parts[1].media.push_back({"https://example.com/a.png", "image/png", "a.png"});
  const RenderedReply rendered = fixture.render(turn, nullptr);
  EXPECT_THAT(texts(rendered), ElementsAre("*one*", "two"));
  EXPECT_THAT(rendered.deliveries[1].content.media, SizeIs(1));
}

TEST(ReplyRenderer, MakesNothingOfAnEmptyReply) {
  RendererFixture fixture;
  EXPECT_THAT(fixture.render(turn_with({}), &fixture.channel).deliveries, SizeIs(0));
  EXPECT_THAT(fixture.render(turn_with({}), nullptr).deliveries, SizeIs(0));
}

}  // namespace
}  // namespace yak::conversation
