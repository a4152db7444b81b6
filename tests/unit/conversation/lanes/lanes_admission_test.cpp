// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lane_engine.hpp"

namespace yak::conversation {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::LaneEngine;

std::size_t turn_lines(const LaneEngine& lanes, LogLevel level) {
  std::size_t count = 0;
  for (const auto& line : lanes.engine.log.lines()) {
    if (line.message == "turn" && line.level == level) ++count;
  }
  return count;
}

/// No layer of the chain refuses messages.
TEST(LanesAdmission, ASenderWhoIsNotAdmittedIsNotServedWhateverTheChain) {
  LaneEngine lanes;
  int turns = 0;
  lanes.body = [&turns](Turn& turn) -> task<result<void>> {
    ++turns;
    turn.reply.add("secret");
    turn.result = TurnResult::answered;
    co_return result<void>();
  };
  lanes.admit({"ann"});
  const Accepted accepted = lanes.accept("bob", "hello");
  lanes.accept("bob", "/help");
  EXPECT_EQ(turns, 0);
  EXPECT_THAT(lanes.sent(), IsEmpty());
  EXPECT_EQ(lanes.engine.store.state_of(accepted.id), MessageState::done);
  EXPECT_EQ(lanes.engine.metrics.value("yak_turns_total", {{"result", "refused"}}), 2);
  lanes.accept("ann", "hello");
  EXPECT_THAT(lanes.sent(), ElementsAre("ann: secret"));
}

TEST(LanesAdmission, AnEmptyListServesNobody) {
  LaneEngine lanes;
  lanes.admit({});
  lanes.accept("ann", "hello");
  EXPECT_THAT(lanes.sent(), IsEmpty());
}

TEST(LanesAdmission, SendersWhoAreNotAdmittedGetNoApology) {
  LaneEngine lanes;
  lanes.answer_after(60s);
  lanes.admit({"ann"});
  lanes.resume("bob", "too late", 30 * 24h);
  lanes.resume("ann", "too late", 30 * 24h);
  ASSERT_EQ(lanes.sent().size(), 1U);
  EXPECT_TRUE(lanes.sent()[0].starts_with("ann: Sorry"));
}

TEST(LanesAdmission, TurnsOfSendersWhoAreNotAdmittedAreLoggedAtDebug) {
  LaneEngine lanes;
  lanes.admit({"ann"});
  for (int i = 0; i < 50; ++i) lanes.accept("bob" + std::to_string(i), "hello");
  EXPECT_EQ(turn_lines(lanes, LogLevel::info), 0U);
  EXPECT_EQ(turn_lines(lanes, LogLevel::debug), 50U);
  lanes.accept("ann", "hello");
  EXPECT_EQ(turn_lines(lanes, LogLevel::info), 1U);
}

}  // namespace
}  // namespace yak::conversation
