// SPDX-License-Identifier: Apache-2.0
#include "conversation/turns/turn_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace yak::conversation {
namespace {

using Json = nlohmann::json;
using std::chrono::microseconds;
using ::testing::HasSubstr;
using ::testing::Not;

const MonotonicTime kBegan{std::chrono::seconds(100)};

TurnAccount account() {
  TurnAccount made;
  made.at = WallTime(std::chrono::milliseconds(1'767'603'600'123));
  made.began = kBegan;
  made.waited = microseconds(1'500);
  made.took = microseconds(1'250'000);
  made.parts = 2;
  return made;
}

TurnStep step(std::string name, int begin, int took, std::string detail = "") {
  TurnStep made(std::move(name), kBegan + microseconds(begin));
  made.took = microseconds(took);
  made.failed = !detail.empty();
  made.detail = std::move(detail);
  return made;
}

Turn answered() {
  Turn turn;
  turn.message.trace_id = {0x0a, 0xf7, 0x65, 0x19, 0x16, 0xcd, 0x43, 0xdd,
                           0x84, 0x48, 0xeb, 0x21, 0x1c, 0x80, 0x31, 0x9c};
  turn.result = TurnResult::answered;
  turn.answered_by = "openai/gpt-4o";
  turn.cost_known = true;
  turn.cost_nano_usd = 4'200;
  Completion completion;
  completion.text = "what the model said";
  completion.model = "gpt-4o-2024-08-06";
  completion.request_id = "req_1";
  completion.finish = FinishReason::length;
  completion.usage.known = true;
  completion.usage.prompt_tokens = 12;
  completion.usage.completion_tokens = 34;
  turn.completion = completion;
  turn.message.raw_text = "what the person wrote";
  return turn;
}

TEST(TurnReport, DescribesTheTurn) {
  Turn turn = answered();
  turn.steps = {step("access", 10, 1'200'000),
                step("openai/gpt-4o-mini", 300, 700'000, "timeout: no byte in 30s")};
  TurnAccount given = account();
  const std::vector<MessageId> joined{5, 6};
  given.joined = joined;
  EXPECT_EQ(
      turn_report_json(turn, given, {}),
      R"({"id":"0af7651916cd43dd8448eb211c80319c","at":1767603600123,"waited":1500,)"
      R"("took":1250000,"result":"answered","model":"openai/gpt-4o","parts":2,)"
      R"("call":{"model":"gpt-4o-2024-08-06","id":"req_1","finish":"length","in":12,"out":34,)"
      R"("cost_nano_usd":4200},"joined":[5,6],"steps":[["access",10,1200000,0],)"
      R"(["openai/gpt-4o-mini",300,700000,1,"timeout: no byte in 30s"]]})");
}

TEST(TurnReport, OmitsUnknownFields) {
  TurnAccount given;
  EXPECT_EQ(turn_report_json(Turn(), given, {}),
            R"({"id":"00000000000000000000000000000000","at":0,"result":"unanswered","steps":[]})");
}

TEST(TurnReport, HasNoTextsOfPeopleOrModels) {
  const std::string json = turn_report_json(answered(), account(), {});
  EXPECT_THAT(json, Not(HasSubstr("what the")));
}

TEST(TurnReport, IsJsonWhateverNamesAndDetailsAre) {
  Turn turn = answered();
  turn.completion->request_id = "req\"\\\n\xff";
  turn.steps = {step("é\x01/m", 0, 1, "said \"no\"\r\n\xc3")};
  const Json json = Json::parse(turn_report_json(turn, account(), {}));
  EXPECT_EQ(json["steps"][0][0], "é\x01/m");
  EXPECT_EQ(json["call"]["id"], "req\"\\\n\xef\xbf\xbd");
}

TEST(TurnReport, CleansDetailsBeforeTheyAreCut) {
  Turn turn = answered();
  turn.steps = {step("a", 0, 1, std::string(195, 'x') + "sk-secret")};
  const auto clean = [](std::string words) {
    const auto at = words.find("sk-secret");
    return at == std::string::npos ? words : words.replace(at, 9, "[redacted]");
  };
  EXPECT_EQ(Json::parse(turn_report_json(turn, account(), clean))["steps"][0][4],
            std::string(195, 'x') + "[reda");
}

TEST(TurnReport, IsBoundedAndCountsWhatItOmits) {
  Turn turn = answered();
  turn.answered_by = std::string(10'000, '\x01');
  turn.completion->request_id = turn.answered_by;
  turn.completion->model = turn.answered_by;
  for (int i = 0; i < 64; ++i) {
    turn.steps.push_back(step(std::string(500, '\x02'), i, 1, std::string(500, '\x03')));
  }
  TurnAccount given = account();
  const std::vector<MessageId> joined(500, INT64_MAX);
  given.joined = joined;
  const std::string text = turn_report_json(turn, given, {});
  EXPECT_LE(text.size(), kMaxTurnReport);
  const Json json = Json::parse(text);
  EXPECT_GT(json["steps"].size(), 0U);
  EXPECT_EQ(json["more"], 64 - json["steps"].size());
}

}  // namespace
}  // namespace yak::conversation
