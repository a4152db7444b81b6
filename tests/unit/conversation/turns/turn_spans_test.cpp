// SPDX-License-Identifier: Apache-2.0
#include "conversation/turns/turn_spans.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "yak/text/encoding.hpp"

namespace yak::conversation {
namespace {

using observe::Span;
using std::chrono::microseconds;
using ::testing::SizeIs;

const MonotonicTime kSpansBegan{std::chrono::seconds(100)};
constexpr std::int64_t kBeganNs = 1'767'603'600'000'000'000;

TurnStep span_step(std::string name, int begin, int took, std::string detail = "") {
  TurnStep made(std::move(name), kSpansBegan + microseconds(begin));
  made.took = microseconds(took);
  made.failed = !detail.empty();
  made.detail = std::move(detail);
  return made;
}

Turn turn() {
  Turn made;
  made.message.trace_id.fill(0x11);
  made.message.id = 7;
  made.message.channel = "whatsapp";
  made.message.peer = "+15551234567";
  made.message.raw_text = "what the person wrote";
  made.result = TurnResult::answered;
  made.answered_by = "openai/gpt-4o";
  Completion completion;
  completion.text = "what the model said";
  completion.model = "gpt-4o-2024";
  completion.request_id = "req_1";
  completion.usage.known = true;
  completion.usage.prompt_tokens = 12;
  completion.usage.completion_tokens = 34;
  made.completion = completion;
  made.steps = {span_step("access", 0, 1'000), span_step("model", 100, 900),
                span_step("a/one", 150, 200, "timeout: secret"),
                span_step("openai/gpt-4o", 400, 500)};
  return made;
}

TurnAccount spans_account() {
  TurnAccount made;
  made.at = WallTime(std::chrono::milliseconds(kBeganNs / 1'000'000));
  made.began = kSpansBegan;
  made.waited = microseconds(2'000);
  made.took = microseconds(1'500);
  made.parts = 1;
  return made;
}

std::vector<Span> spans() {
  const auto clean = [](std::string words) {
    const auto at = words.find("secret");
    return at == std::string::npos ? words : words.replace(at, 6, "[redacted]");
  };
  return spans_of(turn(), spans_account(), "0123456789ab", clean);
}

/// The span's attributes as `key=value`, sorted by key.
std::string attributes(const Span& span) {
  std::vector<std::string> pairs;
  for (const auto& [key, value] : span.attributes) {
    std::string text = key + "=";
    if (const auto* number = std::get_if<std::int64_t>(&value)) text += std::to_string(*number);
    if (const auto* word = std::get_if<std::string>(&value)) text += *word;
    if (const auto* list = std::get_if<std::vector<std::string>>(&value)) text += list->at(0);
    pairs.push_back(text);
  }
  std::ranges::sort(pairs);
  std::string all;
  for (const std::string& pair : pairs) all += pair + " ";
  return all;
}

TEST(TurnSpans, EachIsAChildOfTheEnclosingStep) {
  const std::vector<Span> all = spans();
  ASSERT_THAT(all, SizeIs(6));
  EXPECT_EQ(all[0].name, "process whatsapp");
  EXPECT_FALSE(all[0].parent);
  EXPECT_EQ(all[1].name, "wait");
  EXPECT_EQ(all[1].parent, all[0].id);
  EXPECT_EQ(all[2].name, "access");
  EXPECT_EQ(all[2].parent, all[0].id);
  EXPECT_EQ(all[3].name, "model");
  EXPECT_EQ(all[3].parent, all[2].id);
  EXPECT_EQ(all[4].name, "chat one");
  EXPECT_EQ(all[4].parent, all[3].id);
  EXPECT_EQ(all[5].name, "chat gpt-4o");
  EXPECT_EQ(all[5].parent, all[3].id);
  for (const Span& span : all) EXPECT_EQ(span.trace, turn().message.trace_id);
}

TEST(TurnSpans, TimesAreWallClockTimes) {
  const std::vector<Span> all = spans();
  EXPECT_EQ(all[0].begin_ns, kBeganNs - 2'000'000);
  EXPECT_EQ(all[0].end_ns, kBeganNs + 1'500'000);
  EXPECT_EQ(all[5].begin_ns, kBeganNs + 400'000);
  EXPECT_EQ(all[5].end_ns, kBeganNs + 900'000);
}

TEST(TurnSpans, CallsFollowTheSemanticConventions) {
  const std::vector<Span> all = spans();
  EXPECT_EQ(all[5].kind, Span::Kind::client);
  EXPECT_EQ(attributes(all[5]),
            "gen_ai.operation.name=chat gen_ai.provider.name=openai gen_ai.request.model=gpt-4o "
            "gen_ai.response.finish_reasons=stop gen_ai.response.id=req_1 "
            "gen_ai.response.model=gpt-4o-2024 gen_ai.usage.input_tokens=12 "
            "gen_ai.usage.output_tokens=34 ");
  EXPECT_EQ(attributes(all[4]),
            "error.type=timeout gen_ai.operation.name=chat gen_ai.provider.name=a "
            "gen_ai.request.model=one ");
  EXPECT_TRUE(all[4].failed);
  EXPECT_EQ(all[4].failure, "timeout: [redacted]");
}

TEST(TurnSpans, ACallsSpanHasTheIdOfItsTraceparent) {
  // Spans of steps are numbered from 1; the call is the turn's third step.
  EXPECT_EQ(observe::traceparent(turn().message.trace_id, 3).substr(36, 16), hex(spans()[4].id));
}

TEST(TurnSpans, AttributesHaveNoTextsOrAddresses) {
  const std::vector<Span> all = spans();
  EXPECT_EQ(attributes(all[0]),
            "gen_ai.conversation.id=0123456789ab yak.channel=whatsapp yak.message.id=7 "
            "yak.turn.parts=1 yak.turn.result=answered ");
  for (const Span& span : all) {
    const std::string text = span.name + span.failure + attributes(span);
    EXPECT_EQ(text.find("what the"), std::string::npos);
    EXPECT_EQ(text.find("5551234567"), std::string::npos);
  }
}

}  // namespace
}  // namespace yak::conversation
