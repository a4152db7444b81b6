#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "lane_engine.hpp"

namespace yak::routing {
namespace {

using testing::LaneEngine;

/// What leaves for a reply of these parts.
std::vector<std::string> sent_for(LaneEngine& lanes, const std::vector<std::string>& parts) {
  lanes.body = [&parts](Turn& turn) -> task<result<void>> {
    for (const std::string& part : parts) turn.reply.add(part);
    turn.result = TurnResult::answered;
    co_return result<void>();
  };
  lanes.accept("+1", "hello");
  // A long reply comes from another thread.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (lanes.engine.backlog.size() > 0 && std::chrono::steady_clock::now() < deadline) {
    lanes.engine.settle();
  }
  lanes.engine.settle();
  return lanes.sent();
}

TEST(Replies, OfMoreThanTheChannelsPartsEndWithASentence) {
  LaneEngine lanes;
  const auto sent = sent_for(lanes, std::vector<std::string>(12, "part"));
  ASSERT_EQ(sent.size(), 10U);
  EXPECT_EQ(sent[8], "+1: part");
  EXPECT_NE(sent[9].find("3 more messages were left out"), std::string::npos) << sent[9];
  EXPECT_EQ(lanes.engine.metrics.value("yak_replies_cut_total"), 1);
}

TEST(Replies, ThatShowNothingAreSaidToBeEmpty) {
  LaneEngine lanes;
  const auto sent = sent_for(lanes, {" \n", "\xE2\x80\x8B"});
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_NE(sent[0].find("empty"), std::string::npos) << sent[0];
}

TEST(Replies, ThatAreLongAndRenderedApartAreCommittedAndSent) {
  LaneEngine lanes;
  const std::string text(600'000, 'a');
  const auto sent = sent_for(lanes, {text});
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0], "+1: " + text);
  EXPECT_EQ(lanes.engine.store.state_of(1), MessageState::done);
}

}  // namespace
}  // namespace yak::routing
