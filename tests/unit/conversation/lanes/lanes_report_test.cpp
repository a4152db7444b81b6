// SPDX-License-Identifier: Apache-2.0
// The report that a turn leaves in the journal, and its line in the log.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/user_key.hpp"
#include "unit/conversation/lanes/lane_engine.hpp"
#include "yak/testing/test_loop.hpp"

namespace yak::testing {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::SizeIs;

std::vector<RecordingLog::Line> turn_lines(LaneEngine& lanes) {
  std::vector<RecordingLog::Line> lines = lanes.engine.log.lines();
  std::erase_if(lines, [](const auto& line) { return line.message != "turn"; });
  return lines;
}

TEST(LanesReport, ATurnLeavesItsReportInTheJournal) {
  LaneEngine lanes;
  lanes.answer_after(2s);
  const Accepted first = lanes.accept("+15551234567", "one");
  lanes.accept("+15551234567", "two");
  lanes.engine.advance(10s);
  const MessageReport report = testing::run(lanes.engine.store.message_report("m1")).value();
  const Json turn = Json::parse(report.turn);
  EXPECT_THAT(turn["id"].get<std::string>(), MatchesRegex("[0-9a-f]{32}"));
  EXPECT_EQ(turn["result"], "answered");
  EXPECT_EQ(turn["took"], 2'000'000);
  EXPECT_EQ(turn["parts"], 1);
  EXPECT_EQ(turn["steps"][0][0], "scripted");
  EXPECT_EQ(turn["steps"][0][2], 2'000'000);
  const Json second = Json::parse(testing::run(lanes.engine.store.message_report("m2"))->turn);
  EXPECT_EQ(second["waited"], 2'000'000);
  EXPECT_EQ(second["at"].get<std::int64_t>() - turn["at"].get<std::int64_t>(), 2'000);
}

TEST(LanesReport, ReasonsAreKeptWithoutSecretsAndAddresses) {
  LaneEngine lanes;
  lanes.body = [](Turn& turn) -> task<result<void>> {
    turn.steps.emplace_back("fake/model", turn.steps[0].began).detail =
        "refused for +15551234567 with sk-canary-secret";
    turn.result = TurnResult::failed;
    co_return result<void>();
  };
  lanes.accept("+15551234567", "one");
  const std::string turn = testing::run(lanes.engine.store.message_report("m1"))->turn;
  EXPECT_THAT(turn, HasSubstr("refused for"));
  EXPECT_THAT(turn, Not(HasSubstr("5551234567")));
  EXPECT_THAT(turn, Not(HasSubstr("sk-canary-secret")));
}

TEST(LanesReport, AMessageDroppedBeforeItsTurnHasNoReport) {
  LaneEngine lanes;
  lanes.answer_after(2s);
  for (int i = 0; i < 7; ++i) lanes.accept("+15551234567", "hi");
  const MessageReport dropped = testing::run(lanes.engine.store.message_report("m7")).value();
  EXPECT_EQ(dropped.state, MessageState::dropped);
  EXPECT_EQ(dropped.turn, "");
}

TEST(LanesReport, EveryTurnHasOneLogLineWithoutAddresses) {
  LaneEngine lanes;
  lanes.body = [](Turn& turn) -> task<result<void>> {
    Completion completion;
    completion.text = "hidden answer";
    completion.usage.prompt_tokens = 12;
    completion.usage.completion_tokens = 34;
    turn.completion = completion;
    turn.answered_by = "fake/model";
    turn.steps.emplace_back("fake/other", turn.steps[0].began);
    turn.steps.emplace_back("fake/model", turn.steps[0].began);
    turn.reply.add("one");
    turn.reply.add("two");
    turn.result = TurnResult::answered;
    co_return result<void>();
  };
  lanes.accept("+15551234567", "hidden question");
  lanes.accept("+15551234567", "again");
  lanes.accept("+15557654321", "someone else");
  const auto lines = turn_lines(lanes);
  ASSERT_THAT(lines, SizeIs(3));
  EXPECT_EQ(lines[0].level, LogLevel::info);
  EXPECT_EQ(lines[0].field("message"), "1");
  EXPECT_EQ(lines[0].field("channel"), "fake");
  EXPECT_EQ(lines[0].field("result"), "answered");
  EXPECT_EQ(lines[0].field("model"), "fake/model");
  EXPECT_EQ(lines[0].field("calls"), "2");
  EXPECT_EQ(lines[0].field("tokens_in"), "12");
  EXPECT_EQ(lines[0].field("tokens_out"), "34");
  EXPECT_EQ(lines[0].field("parts"), "2");
  EXPECT_THAT(lines[0].field("conversation"), MatchesRegex("[0-9a-f]{12}"));
  EXPECT_EQ(lines[0].field("conversation"), lines[1].field("conversation"));
  EXPECT_NE(lines[0].field("conversation"), lines[2].field("conversation"));
  EXPECT_THAT(lines[0].field("trace"), MatchesRegex("[0-9a-f]{32}"));
  for (const char* hidden : {"5551234567", "hidden"})
    EXPECT_FALSE(lanes.engine.log.contains(hidden));
}

void start(LaneEngine& lanes) {
  const auto keys = lanes.engine.store.kv(base::kUserKeySpace);
  lanes.engine.run([&]() -> task<void> { (co_await lanes.runner->start(*keys)).value(); });
}

TEST(LanesReport, AConversationKeepsItsLogIdAfterARestart) {
  LaneEngine first;
  start(first);
  first.accept("+15551234567", "hi");
  LaneEngine second;
  second.engine.store.put("router", "user_key", *first.engine.store.value("router", "user_key"));
  start(second);
  second.accept("+15551234567", "hi");
  LaneEngine other;
  start(other);
  other.accept("+15551234567", "hi");
  const std::string name = turn_lines(first).at(0).field("conversation");
  EXPECT_EQ(turn_lines(second).at(0).field("conversation"), name);
  EXPECT_NE(turn_lines(other).at(0).field("conversation"), name);
}

}  // namespace
}  // namespace yak::testing
