// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider_fixture.hpp"

namespace yak::openai {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;

TEST(Provider, AnswersFromAStream) {
  Bench bench;
  bench.context.http().reply(good_stream());
  const auto completion = bench.ask();
  ASSERT_TRUE(completion) << completion.error().message;
  EXPECT_EQ(completion->text, "Hello");
  EXPECT_EQ(completion->model, "gpt-x");
  EXPECT_EQ(completion->request_id, "req_1");
  EXPECT_EQ(completion->usage.prompt_tokens, 9);
  EXPECT_EQ(completion->usage.completion_tokens, 2);
  EXPECT_THAT(bench.pieces.pieces, ElementsAre("Hel", "lo"));
  EXPECT_EQ(bench.context.metrics().sum("yak_provider_retries_total"), 0);
}

TEST(Provider, GivesTheSameAnswerHoweverReadsAreSplit) {
  const std::string whole =
      "\xEF\xBB\xBF: hi\r\n\r\n" + kRoleChunk + chunk("ñ😀") + kStopChunk + kDoneEvent;
  for (std::size_t size :
       {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}, whole.size()}) {
    std::vector<std::string> reads;
    for (std::size_t at = 0; at < whole.size(); at += size) reads.push_back(whole.substr(at, size));
    Bench bench;
    bench.context.http().reply(stream_of(reads));
    const auto completion = bench.ask();
    ASSERT_TRUE(completion) << size << ": " << completion.error().message;
    EXPECT_EQ(completion->text, "ñ😀");
  }
}

TEST(Provider, PassesTheTraceOnInEveryAttempt) {
  const std::string header = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  Bench bench;
  bench.traceparent = header;
  bench.context.http().reply(503, "");
  bench.context.http().reply(good_stream());
  ASSERT_TRUE(bench.ask());
  EXPECT_EQ(testing::header_of(bench.context.http().request(0), "traceparent"), header);
  EXPECT_EQ(testing::header_of(bench.context.http().request(1), "traceparent"), header);
}

TEST(Provider, SendsNoTraceparentOfItsOwn) {
  Bench bench;
  bench.context.http().reply(good_stream());
  ASSERT_TRUE(bench.ask());
  EXPECT_EQ(testing::header_of(bench.context.http().request(0), "traceparent"), "");
}

TEST(Provider, SendsTheRequestInTheServersFormat) {
  Bench bench(settings()
                  .text("organization", "org-1")
                  .text("project", "proj-1")
                  .text_map("headers", {{"X-Title", "Yak"}, {"accept", "text/event-stream"}}));
  bench.context.http().reply(good_stream());
  ASSERT_TRUE(bench.ask());
  const HttpRequest request = bench.context.http().request(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://api.openai.com/v1/chat/completions");
  EXPECT_EQ(testing::header_of(request, "Authorization"), "Bearer sk-configured");
  EXPECT_EQ(testing::header_of(request, "OpenAI-Organization"), "org-1");
  EXPECT_EQ(testing::header_of(request, "OpenAI-Project"), "proj-1");
  EXPECT_EQ(testing::header_of(request, "Content-Type"), "application/json");
  EXPECT_EQ(testing::header_of(request, "X-Title"), "Yak");
  EXPECT_EQ(testing::header_of(request, "Accept"), "text/event-stream");
  EXPECT_EQ(request.body,
            R"({"model":"gpt-4o-mini","messages":[{"role":"user","content":"What did Grandmother )"
            R"(say?"}],"safety_identifier":"u-1","stream":true,)"
            R"("stream_options":{"include_usage":true}})");
  EXPECT_EQ(request.deadlines.connect, seconds(5));
  EXPECT_EQ(request.deadlines.first_byte, seconds(30));
  EXPECT_EQ(request.deadlines.stall, seconds(20));
  EXPECT_EQ(request.deadlines.total, seconds(90));
}

TEST(Provider, SendsAzureItsKeyInItsOwnHeader) {
  Bench bench(settings().text("base_url", "https://r.openai.azure.com/openai/v1/"));
  bench.context.http().reply(good_stream());
  ASSERT_TRUE(bench.ask());
  const HttpRequest request = bench.context.http().request(0);
  EXPECT_EQ(request.url, "https://r.openai.azure.com/openai/v1/chat/completions");
  EXPECT_EQ(testing::header_of(request, "api-key"), "sk-configured");
  EXPECT_EQ(testing::header_of(request, "Authorization"), "");
}

TEST(Provider, SendsNoKeyToALocalServer) {
  Bench bench(SettingsBuilder(schema()).text("base_url", "http://127.0.0.1:11434/v1"));
  bench.context.http().reply(good_stream());
  ASSERT_TRUE(bench.ask());
  EXPECT_EQ(testing::header_of(bench.context.http().request(0), "Authorization"), "");
}

TEST(Provider, AcceptsAWholeAnswerInsteadOfAStream) {
  Bench bench;
  bench.context.http().reply(200, whole_answer("Hi"));
  const auto completion = bench.ask();
  ASSERT_TRUE(completion);
  EXPECT_EQ(completion->text, "Hi");
  EXPECT_THAT(bench.pieces.pieces, ElementsAre("Hi"));
}

TEST(Provider, AcceptsAStreamWithoutItsContentType) {
  Bench bench;
  bench.context.http().reply(200, kRoleChunk + chunk("Hi") + kStopChunk + kDoneEvent, "text/plain");
  const auto completion = bench.ask();
  ASSERT_TRUE(completion) << completion.error().message;
  EXPECT_EQ(completion->text, "Hi");
}

TEST(Provider, WaitsForAWholeAnswerWhenNotStreaming) {
  Bench bench(settings().boolean("stream", false));
  bench.context.http().reply(
      ScriptedReply(200, whole_answer("Hi"), "application/json").after(seconds(60)));
  const auto completion = bench.ask();
  ASSERT_TRUE(completion) << completion.error().message;
  EXPECT_EQ(completion->text, "Hi");
  EXPECT_EQ(bench.pieces.text(), "Hi");
  EXPECT_NE(bench.context.http().request(0).body.find("\"stream\":false"), std::string::npos);
}

TEST(Provider, KeepsACompleteAnswerIfTheConnectionBreaks) {
  for (const bool done : {true, false}) {
    Bench bench;
    std::vector<std::string> pieces{chunk("Hi"), kStopChunk};
    if (done) pieces.push_back(kDoneEvent);
    bench.context.http().reply(
        stream_of(pieces).then_fail(error(ErrorKind::unavailable, "connection reset")));
    const auto completion = bench.ask();
    ASSERT_TRUE(completion) << completion.error().message;
    EXPECT_EQ(completion->text, "Hi");
  }
}

TEST(Provider, AcceptsAnEndWithoutAnEmptyLine) {
  Bench bench;
  bench.context.http().reply(stream_of({chunk("Hi"), "data: [DONE]"}));
  const auto completion = bench.ask();
  ASSERT_TRUE(completion) << completion.error().message;
  EXPECT_EQ(completion->text, "Hi");
}

TEST(Provider, RetriesAfterTheServersWait) {
  Bench bench;
  bench.context.http().reply(ScriptedReply(429).header("retry-after-ms", "1500"));
  bench.context.http().reply(503, "<html>", "text/html");
  bench.context.http().reply(good_stream());
  const MonotonicTime begin = bench.context.clock().monotonic();
  const auto completion = bench.ask();
  ASSERT_TRUE(completion);
  EXPECT_EQ(completion->text, "Hello");
  // 1.5 s as the server asked, then 1 s: the second back-off step. Random 0: no jitter.
  EXPECT_EQ(bench.context.clock().monotonic() - begin, milliseconds(2500));
  EXPECT_EQ(bench.context.metrics().value("yak_provider_retries_total", {{"provider", "openai"}}),
            2);
}

TEST(Provider, NeverRetriesOnceAPieceWasShown) {
  Bench bench;
  bench.context.http().reply(stream_of({kRoleChunk, chunk("Hel")}));
  const auto completion = bench.ask();
  ASSERT_FALSE(completion);
  EXPECT_TRUE(completion.error().retryable);
  EXPECT_EQ(bench.context.http().requests().size(), 1U);
}

TEST(Provider, RetriesIfAStreamBreaksBeforeTheFirstPiece) {
  Bench bench;
  bench.context.http().reply(stream_of({kRoleChunk}));
  bench.context.http().reply(good_stream());
  const auto completion = bench.ask();
  ASSERT_TRUE(completion);
  EXPECT_EQ(bench.pieces.text(), "Hello");
}

TEST(Provider, StaysWithinTheDeadline) {
  Bench bench;
  for (int i = 0; i < 3; ++i) bench.context.http().reply(ScriptedReply::hang());
  const MonotonicTime begin = bench.context.clock().monotonic();
  const auto completion = bench.context.run_through_time(
      bench.provider->complete(bench.question(seconds(45)), bench.pieces));
  ASSERT_FALSE(completion);
  EXPECT_EQ(completion.error().kind, ErrorKind::timeout);
  EXPECT_EQ(bench.context.clock().monotonic() - begin, seconds(45));
  // The first attempt took 30 s; the second got what remained after the wait.
  ASSERT_EQ(bench.context.http().requests().size(), 2U);
  EXPECT_EQ(bench.context.http().request(1).deadlines.total, milliseconds(14'500));
}

TEST(Provider, DoesNotWaitForAServerThatWantsMoreTimeThanThereIs) {
  Bench bench;
  bench.context.http().reply(ScriptedReply(429).header("retry-after", "50"));
  const MonotonicTime begin = bench.context.clock().monotonic();
  const auto completion = bench.context.run_through_time(
      bench.provider->complete(bench.question(seconds(45)), bench.pieces));
  ASSERT_FALSE(completion);
  EXPECT_EQ(completion.error().retry_after, seconds(50));
  EXPECT_EQ(bench.context.clock().monotonic(), begin);
}

TEST(Provider, SendsNothingAfterTheDeadline) {
  Bench bench;
  const auto completion = bench.context.run_through_time(
      bench.provider->complete(bench.question(milliseconds(0)), bench.pieces));
  ASSERT_FALSE(completion);
  EXPECT_EQ(completion.error().kind, ErrorKind::timeout);
  EXPECT_TRUE(bench.context.http().requests().empty());
}

TEST(Provider, ARequestWithoutADeadlineGetsADefault) {
  Bench bench;
  bench.context.http().reply(good_stream());
  CompletionRequest request = bench.question();
  request.deadline = {};
  ASSERT_TRUE(bench.context.run_through_time(bench.provider->complete(request, bench.pieces)));
  EXPECT_EQ(bench.context.http().request(0).deadlines.total, seconds(90));
}

TEST(Provider, EndsWhenCancelled) {
  for (const bool in_retry : {false, true}) {
    Bench bench;
    if (in_retry) {
      bench.context.http().reply(503);
    } else {
      bench.context.http().reply(stream_of({kRoleChunk, chunk("a")}).between(seconds(1)));
    }
    const CompletionRequest request = bench.question();
    auto running = bench.context.start(bench.provider->complete(request, bench.pieces));
    bench.context.settle();
    ASSERT_FALSE(running.done());
    running.cancel();
    bench.context.settle();
    ASSERT_TRUE(running.done());
    EXPECT_ANY_THROW(running.take());
    EXPECT_EQ(bench.context.http().requests().size(), 1U);
  }
}

TEST(Provider, NeverLogsTextsOrKeys) {
  Bench bench;
  bench.context.http().reply(
      401,
      R"({"error":{"message":"Incorrect API key provided: sk-configured.","code":"invalid_api_key"}})");
  bench.context.http().reply(good_stream());
  ASSERT_FALSE(bench.ask());
  ASSERT_TRUE(bench.ask());
  EXPECT_EQ(bench.context.log().count(LogLevel::warn), 1U);
  EXPECT_EQ(bench.context.log().count(LogLevel::debug), 1U);
  EXPECT_TRUE(bench.context.log().contains("req_1"));
  for (const char* secret : {"sk-configured", "Grandmother", "Hello"}) {
    EXPECT_FALSE(bench.context.log().contains(secret)) << secret;
  }
}

TEST(Provider, LogsWhatAnOperatorNeeds) {
  Bench bench;
  bench.context.http().reply(ScriptedReply(503).header("x-request-id", "req_9"));
  bench.context.http().reply(good_stream());
  ASSERT_TRUE(bench.ask());
  const auto line = bench.context.log().lines().front();
  EXPECT_EQ(line.field("request_id"), "req_9");
  EXPECT_EQ(line.field("status"), "503");
  EXPECT_EQ(line.field("attempt"), "1");
  EXPECT_EQ(line.field("kind"), "unavailable");
  EXPECT_EQ(line.field("retry_in_ms"), "500");
}

}  // namespace
}  // namespace yak::openai
