// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

#include "unit/conversation/lanes/lane_engine.hpp"
#include "yak/testing/time_limit.hpp"

namespace yak::conversation {
namespace {

using testing::LaneEngine;

/// The texts sent for a reply of these parts.
std::vector<std::string> sent_for(LaneEngine& lanes, const std::vector<std::string>& parts) {
  lanes.body = [&parts](Turn& turn) -> task<result<void>> {
    for (const std::string& part : parts) turn.reply.add(part);
    turn.result = TurnResult::answered;
    co_return result<void>();
  };
  lanes.accept("+1", "hello");
  // A long reply is rendered on another thread.
  const auto deadline =
      std::chrono::steady_clock::now() + testing::scaled(std::chrono::seconds(20));
  while (lanes.engine.backlog.size() > 0 && std::chrono::steady_clock::now() < deadline) {
    lanes.engine.settle();
  }
  lanes.engine.settle();
  return lanes.sent();
}

TEST(Replies, WithTooManyPartsEndWithANotice) {
  LaneEngine lanes;
  const auto sent = sent_for(lanes, std::vector<std::string>(12, "part"));
  ASSERT_EQ(sent.size(), 10U);
  EXPECT_EQ(sent[8], "+1: part");
  EXPECT_NE(sent[9].find("3 more messages were left out"), std::string::npos) << sent[9];
  EXPECT_EQ(lanes.engine.metrics.value("yak_replies_cut_total"), 1);
}

TEST(Replies, WithoutVisibleTextAreReplacedByANotice) {
  LaneEngine lanes;
  const auto sent = sent_for(lanes, {" \n", "\xE2\x80\x8B"});
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_NE(sent[0].find("empty"), std::string::npos) << sent[0];
}

TEST(Replies, ThatAreLongAreCommittedAndSent) {
  LaneEngine lanes;
  const std::string text(600'000, 'a');
  const auto sent = sent_for(lanes, {text});
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0], "+1: " + text);
  EXPECT_EQ(lanes.engine.store.state_of(1), MessageState::done);
}

/// Records the thread on which each reply is rendered.
class RenderingChannel final : public Channel {
 public:
  task<result<void>> start() override { co_return result<void>(); }
  [[nodiscard]] Capabilities capabilities() const override { return {}; }
  [[nodiscard]] std::vector<Outbound> render(const Reply& reply) const override {
    rendered_on.push_back(std::this_thread::get_id());
    return Channel::render(reply);
  }
  task<SendOutcome> send(const Delivery& /*delivery*/) override {
    co_return SendOutcome::sent("r");
  }
  task<void> stop() override { co_return; }

  mutable std::vector<std::thread::id> rendered_on;
};

/// Hostile Markdown can take long to render; it must not block other conversations.
TEST(Replies, ThatAreLongAreNotRenderedOnAnEventLoop) {
  RenderingChannel channel;
  LaneEngine lanes;
  lanes.engine.other_channel = &channel;
  sent_for(lanes, {std::string(8'192, 'a')});
  sent_for(lanes, {std::string(8'193, 'a')});
  ASSERT_EQ(channel.rendered_on.size(), 2U);
  EXPECT_EQ(channel.rendered_on[0], std::this_thread::get_id()) << "the loop that the test polls";
  EXPECT_NE(channel.rendered_on[1], std::this_thread::get_id());
}

}  // namespace
}  // namespace yak::conversation
