// SPDX-License-Identifier: Apache-2.0
#include "openai/stream/completion_stream.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace yak::openai {
namespace {

const ErrorReader kStreamErrors("OpenAI", Redactor());

struct Outcome {
  result<Completion> completion;
  std::string deltas;
};

/// Feeds the events in order; an error ends the stream, as it ends the call.
Outcome run(const std::vector<std::string>& events) {
  CompletionStream stream(kStreamErrors);
  stream.set_request_id("req_1");
  std::string deltas;
  for (const std::string& event : events) {
    const result<void> taken = stream.take(event, deltas);
    if (!taken) return {taken.error(), deltas};
  }
  result<Completion> completion = stream.finish(deltas);
  return {std::move(completion), deltas};
}

std::string delta(const std::string& json) {
  return R"({"id":"chatcmpl-1","object":"chat.completion.chunk","model":"gpt-x","choices":[{"index":0,"delta":)" +
         json + R"(,"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"zZ"})";
}

std::string finish(const std::string& reason) {
  return R"({"id":"chatcmpl-1","model":"gpt-x","choices":[{"index":0,"delta":{},"finish_reason":")" +
         reason + R"("}],"usage":null})";
}

const std::string kUsage =
    R"({"id":"chatcmpl-1","choices":[],"usage":{"prompt_tokens":19,"completion_tokens":10,)"
    R"("total_tokens":29,"prompt_tokens_details":{"cached_tokens":4}}})";
const std::string kDone = "[DONE]";

TEST(CompletionStream, AssemblesAnAnswer) {
  const Outcome outcome = run({delta(R"({"role":"assistant","content":"","refusal":null})"),
                               delta(R"({"content":"Hol"})"), delta(R"({"content":"a ñ 😀"})"),
                               finish("stop"), kUsage, kDone});
  ASSERT_TRUE(outcome.completion);
  EXPECT_EQ(outcome.completion->text, "Hola ñ 😀");
  EXPECT_EQ(outcome.deltas, "Hola ñ 😀");
  EXPECT_EQ(outcome.completion->model, "gpt-x");
  EXPECT_EQ(outcome.completion->finish, FinishReason::stop);
  EXPECT_EQ(outcome.completion->request_id, "req_1");
  EXPECT_TRUE(outcome.completion->usage.known);
  EXPECT_EQ(outcome.completion->usage.prompt_tokens, 19);
  EXPECT_EQ(outcome.completion->usage.cached_tokens, 4);
  EXPECT_EQ(outcome.completion->usage.completion_tokens, 10);
}

struct StreamCase {
  const char* name;
  std::vector<std::string> events;
  std::string text;
  FinishReason reason;
  bool usage;
};

class GoodStreamTest : public ::testing::TestWithParam<StreamCase> {};

TEST_P(GoodStreamTest, IsAnAnswerWhoseDeltasAreItsText) {
  const Outcome outcome = run(GetParam().events);
  ASSERT_TRUE(outcome.completion) << outcome.completion.error().message;
  EXPECT_EQ(outcome.completion->text, GetParam().text);
  EXPECT_EQ(outcome.deltas, GetParam().text);
  EXPECT_EQ(outcome.completion->finish, GetParam().reason);
  EXPECT_EQ(outcome.completion->usage.known, GetParam().usage);
}

constexpr auto kStreamStop = FinishReason::stop;

INSTANTIATE_TEST_SUITE_P(
    Streams, GoodStreamTest,
    ::testing::Values(
        StreamCase{"without_usage",
                   {delta(R"({"content":"a"})"), finish("stop"), kDone},
                   "a",
                   kStreamStop,
                   false},
        StreamCase{
            "without_done", {delta(R"({"content":"a"})"), finish("stop")}, "a", kStreamStop, false},
        StreamCase{
            "without_finish_reason", {delta(R"({"content":"a"})"), kDone}, "a", kStreamStop, false},
        StreamCase{"null_content",
                   {delta(R"({"content":null})"), delta(R"({"content":"a"})"), finish("stop")},
                   "a",
                   kStreamStop,
                   false},
        StreamCase{"null_delta",
                   {delta("null"), delta(R"({"content":"a"})"), finish("stop")},
                   "a",
                   kStreamStop,
                   false},
        StreamCase{"null_choices",
                   {R"({"choices":null})", delta(R"({"content":"a"})"), finish("stop")},
                   "a",
                   kStreamStop,
                   false},
        StreamCase{"azure_filter_chunk_first",
                   {R"({"choices":[],"prompt_filter_results":[{"prompt_index":0}]})",
                    delta(R"({"content":"a"})"), finish("stop"), kUsage, kDone},
                   "a",
                   kStreamStop,
                   true},
        StreamCase{
            "usage_in_every_chunk",
            {R"({"choices":[{"delta":{"content":"a"}}],"usage":{"prompt_tokens":1,"completion_tokens":1}})",
             R"({"choices":[{"delta":{"content":"b"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}})"},
            "ab",
            kStreamStop,
            true},
        StreamCase{
            "groq_usage",
            {delta(R"({"content":"a"})"),
             R"({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"x_groq":{"usage":{"prompt_tokens":1,"completion_tokens":1}}})"},
            "a",
            kStreamStop,
            true},
        StreamCase{"broken_usage",
                   {delta(R"({"content":"a"})"), finish("stop"),
                    R"({"choices":[],"usage":{"prompt_tokens":"many","completion_tokens":-1}})"},
                   "a",
                   kStreamStop,
                   false},
        StreamCase{"reasoning",
                   {delta(R"({"reasoning_content":"hm"})"), delta(R"({"reasoning":"hm"})"),
                    delta(R"({"content":"a"})"), finish("stop")},
                   "a",
                   kStreamStop,
                   false},
        StreamCase{
            "parts",
            {delta(R"({"content":[{"type":"thinking","thinking":[]},{"type":"text","text":"a"}]})"),
             finish("stop")},
            "a",
            kStreamStop,
            false},
        StreamCase{
            "other_choice",
            {R"({"choices":[{"index":1,"delta":{"content":"no"}},{"index":0,"delta":{"content":"a"}}]})",
             finish("stop")},
            "a",
            kStreamStop,
            false},
        StreamCase{"length",
                   {delta(R"({"content":"a"})"), finish("length")},
                   "a",
                   FinishReason::length,
                   false},
        StreamCase{"unknown_reason",
                   {delta(R"({"content":"a"})"), finish("eos")},
                   "a",
                   kStreamStop,
                   false},
        StreamCase{"refusal",
                   {delta(R"({"refusal":"I cannot"})"), delta(R"({"refusal":" do that."})"),
                    finish("stop")},
                   "I cannot do that.",
                   FinishReason::refusal,
                   false},
        StreamCase{"refusal_after_text",
                   {delta(R"({"content":"Well."})"), delta(R"({"refusal":"No."})"), finish("stop")},
                   "Well.\n\nNo.",
                   FinishReason::refusal,
                   false},
        StreamCase{"filtered",
                   {finish("content_filter")},
                   "The provider's content filter withheld this answer.",
                   FinishReason::filtered,
                   false},
        StreamCase{"filtered_midway",
                   {delta(R"({"content":"Half"})"), finish("content_filter")},
                   "Half\n\n(The provider's content filter withheld the rest of this answer.)",
                   FinishReason::filtered,
                   false},
        StreamCase{
            "budget_used_up",
            {delta(R"({"content":""})"), finish("length"), kUsage},
            "The model's reasoning used up the token budget before it wrote an answer. Try a "
            "simpler question.",
            FinishReason::length,
            true},
        StreamCase{"empty",
                   {finish("stop"), kDone},
                   "The model gave an empty answer. Try asking in other words.",
                   kStreamStop,
                   false},
        StreamCase{
            "text_with_tool",
            {delta(R"({"content":"Look:","tool_calls":[{"index":0,"function":{"name":"f"}}]})"),
             finish("tool_calls")},
            "Look:",
            kStreamStop,
            false},
        StreamCase{
            "surrogates_cut_in_two",
            {delta(R"({"content":"a\ud83d"})"), delta(R"({"content":"\ude00z"})"), finish("stop")},
            "a😀z",
            kStreamStop,
            false},
        StreamCase{"half_a_surrogate_at_the_end",
                   {delta(R"({"content":"a\ud83d"})"), finish("stop")},
                   "a�",
                   kStreamStop,
                   false},
        StreamCase{"bytes_cut_in_two",
                   {delta("{\"content\":\"a\xF0\x9F\"}"), delta("{\"content\":\"\x98\x80z\"}"),
                    finish("stop")},
                   "a😀z",
                   kStreamStop,
                   false},
        StreamCase{"events_after_done",
                   {delta(R"({"content":"a"})"), kDone, "nonsense"},
                   "a",
                   kStreamStop,
                   false}),
    [](const auto& test) { return std::string(test.param.name); });

struct BadStreamCase {
  const char* name;
  std::vector<std::string> events;
  ErrorKind kind;
  bool retryable;
  std::string words;
};

class BadStreamTest : public ::testing::TestWithParam<BadStreamCase> {};

TEST_P(BadStreamTest, IsAnErrorWithAMessage) {
  const BadStreamCase& expected = GetParam();
  const Outcome outcome = run(expected.events);
  ASSERT_FALSE(outcome.completion);
  const error& failure = outcome.completion.error();
  EXPECT_EQ(failure.kind, expected.kind) << failure.message;
  EXPECT_EQ(failure.retryable, expected.retryable);
  EXPECT_EQ(failure.message, expected.words + " (request req_1)");
}

constexpr auto kStreamProtocol = ErrorKind::protocol;
constexpr auto kDown = ErrorKind::unavailable;
const std::string kStreamCut = "OpenAI cut the stream before the answer's end";

INSTANTIATE_TEST_SUITE_P(
    Streams, BadStreamTest,
    ::testing::Values(
        BadStreamCase{"nothing", {}, kDown, true, kStreamCut},
        BadStreamCase{"cut", {delta(R"({"content":"cut"})")}, kDown, true, kStreamCut},
        BadStreamCase{"usage_alone", {kUsage}, kDown, true, kStreamCut},
        BadStreamCase{
            "done_alone", {kDone}, kDown, true, "OpenAI ended the stream without an answer"},
        BadStreamCase{
            "openai_error_midway",
            {delta(R"({"content":"Hol"})"),
             R"({"error":{"message":"The server had an error.","type":"server_error","param":null,"code":null}})"},
            kDown,
            true,
            "OpenAI reported server_error: The server had an error."},
        BadStreamCase{
            "vllm_error",
            {R"({"error":{"message":"m","type":"BadRequestError","param":null,"code":400}})",
             kDone},
            ErrorKind::invalid,
            false,
            "OpenAI reported 400 BadRequestError: m"},
        BadStreamCase{
            "old_vllm_error",
            {R"({"object":"error","message":"m","type":"InternalServerError","code":500})", kDone},
            kDown,
            true,
            "OpenAI reported 500 InternalServerError: m"},
        BadStreamCase{
            "openrouter_error",
            {R"({"id":"gen-1","error":{"code":502,"message":"Provider down"},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]})"},
            kDown,
            true,
            "OpenAI reported 502: Provider down"},
        BadStreamCase{
            "choice_error",
            {R"({"choices":[{"index":0,"delta":{},"error":{"code":429,"message":"Slow"},"finish_reason":"error"}]})"},
            ErrorKind::rate_limited,
            true,
            "OpenAI reported 429: Slow"},
        BadStreamCase{
            "finish_reason_error", {finish("error")}, kDown, true, "OpenAI reported an error"},
        BadStreamCase{
            "quota_midway",
            {R"({"error":{"message":"m","code":"insufficient_quota"}})"},
            ErrorKind::quota,
            false,
            "OpenAI reported insufficient_quota: m; add credit or raise the spending limit"},
        BadStreamCase{"no_json",
                      {"hello"},
                      kStreamProtocol,
                      false,
                      "OpenAI sent an invalid event: not JSON: syntax error"},
        BadStreamCase{"empty_event",
                      {""},
                      kStreamProtocol,
                      false,
                      "OpenAI sent an invalid event: not JSON: incomplete JSON"},
        BadStreamCase{
            "number", {"7"}, kStreamProtocol, false, "OpenAI sent an event that is not an object"},
        BadStreamCase{
            "list", {"[]"}, kStreamProtocol, false, "OpenAI sent an event that is not an object"},
        BadStreamCase{"deep",
                      {std::string(5000, '[')},
                      kStreamProtocol,
                      false,
                      "OpenAI sent an invalid event: JSON nests deeper than 64 levels"},
        BadStreamCase{"choices_no_list",
                      {R"({"choices":{}})"},
                      kStreamProtocol,
                      false,
                      "OpenAI sent choices that are not a list"},
        BadStreamCase{"choice_no_object",
                      {R"({"choices":[7]})"},
                      kStreamProtocol,
                      false,
                      "OpenAI sent a choice that is not an object"},
        BadStreamCase{"content_number",
                      {delta(R"({"content":7})")},
                      kStreamProtocol,
                      false,
                      "OpenAI sent content that is not text"},
        BadStreamCase{"content_parts_no_objects",
                      {delta(R"({"content":[7]})")},
                      kStreamProtocol,
                      false,
                      "OpenAI sent content whose parts are not objects"},
        BadStreamCase{"refusal_number",
                      {delta(R"({"refusal":{}})")},
                      kStreamProtocol,
                      false,
                      "OpenAI sent a refusal that is not text"},
        BadStreamCase{
            "tools",
            {delta(
                 R"({"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"get_weather","arguments":""}}]})"),
             delta(R"({"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":"}}]})"),
             delta(
                 R"({"tool_calls":[{"index":1,"id":"b","function":{"name":"get_time","arguments":""}}]})"),
             delta(R"({"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]})"),
             finish("tool_calls"), kDone},
            ErrorKind::unsupported,
            false,
            "OpenAI called tools (get_weather, get_time) that Yak does not offer; take `tools` "
            "out of extra_body"},
        BadStreamCase{"huge_answer",
                      {delta(R"({"content":")" + std::string(700'000, 'a') + R"("})"),
                       delta(R"({"content":")" + std::string(700'000, 'a') + R"("})")},
                      ErrorKind::protocol,
                      false,
                      "OpenAI sent an answer larger than 1 MiB"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(CompletionStream, CleansNamesForTheLog) {
  CompletionStream stream(kStreamErrors);
  std::string text;
  const std::string chunk =
      "{\"id\":\"a\xFF\\nb\",\"model\":\"" + std::string(1000, 'm') + "\",\"choices\":[]}";
  ASSERT_TRUE(stream.take(chunk, text));
  const auto cut = stream.finish(text);
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().message, "OpenAI cut the stream before the answer's end (request a� b)");
}

TEST(CompletionStream, CountsPiecesWithTextOrReasoning) {
  CompletionStream stream(kStreamErrors);
  std::string text;
  ASSERT_TRUE(stream.take(delta(R"({"role":"assistant","content":""})"), text));
  ASSERT_TRUE(stream.take(kUsage, text));
  EXPECT_EQ(stream.pieces(), 0U);
  ASSERT_TRUE(stream.take(delta(R"({"reasoning_content":"hm"})"), text));
  ASSERT_TRUE(stream.take(delta(R"({"content":"a"})"), text));
  EXPECT_EQ(stream.pieces(), 2U);
  EXPECT_FALSE(stream.is_whole());
  ASSERT_TRUE(stream.take(finish("stop"), text));
  EXPECT_TRUE(stream.is_whole());
  EXPECT_FALSE(stream.is_done());
}

}  // namespace
}  // namespace yak::openai
