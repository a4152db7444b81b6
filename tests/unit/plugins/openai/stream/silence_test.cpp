// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "openai/stream/stream_reader.hpp"
#include "unit/plugins/openai/provider_fixture.hpp"

namespace yak::openai {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct SilenceOutcome {
  result<Completion> completion;
  milliseconds took;
};

/// One attempt at a server that waits for `between` before it sends each of `pieces`.
SilenceOutcome ask(std::vector<std::string> pieces, milliseconds between) {
  Bench bench(settings().integer("max_retries", 0));
  bench.context.http().reply(stream_of(std::move(pieces)).between(between));
  const MonotonicTime begin = bench.context.clock().monotonic();
  auto completion = bench.ask();
  return {std::move(completion),
          std::chrono::floor<milliseconds>(bench.context.clock().monotonic() - begin)};
}

TEST(StallTimeouts, EndsAnAttemptWithoutAFirstToken) {
  const SilenceOutcome silent = ask({kRoleChunk}, seconds(40));
  ASSERT_FALSE(silent.completion);
  EXPECT_EQ(silent.completion.error().kind, ErrorKind::timeout);
  EXPECT_EQ(silent.completion.error().message,
            "OpenAI gave no first piece of an answer in 30 s (request req_1)");
  EXPECT_EQ(silent.took, seconds(30));
}

TEST(StallTimeouts, MayLastLongerBeforeTheFirstTokenThanAfterIt) {
  // 25 s before each piece: within the limit for the first token, over the limit after it.
  const SilenceOutcome slow = ask({chunk("a"), chunk("b"), kStopChunk}, seconds(25));
  ASSERT_FALSE(slow.completion);
  EXPECT_EQ(slow.completion.error().message,
            "OpenAI stopped in mid-answer for 20 s (request req_1)");
  EXPECT_EQ(slow.took, seconds(45));
}

TEST(StallTimeouts, IsNotBrokenByCommentsOrEmptyChunks) {
  std::vector<std::string> alive(10, ": OPENROUTER PROCESSING\n\n");
  alive.insert(alive.begin(), kRoleChunk);
  const SilenceOutcome outcome = ask(alive, seconds(7));
  ASSERT_FALSE(outcome.completion);
  EXPECT_EQ(outcome.completion.error().kind, ErrorKind::timeout);
  EXPECT_EQ(outcome.took, seconds(30));
}

TEST(StallTimeouts, IsBrokenByReasoning) {
  std::vector<std::string> thinking(
      4, "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}\n\n");
  thinking.push_back(chunk("a"));
  thinking.push_back(kStopChunk);
  const SilenceOutcome outcome = ask(thinking, seconds(12));
  ASSERT_TRUE(outcome.completion) << outcome.completion.error().message;
  EXPECT_EQ(outcome.completion->text, "a");
}

TEST(StallTimeouts, IsShortOnceTheAnswerIsComplete) {
  FakeContext context;
  const ErrorReader errors("OpenAI", Redactor());
  Pieces pieces;
  StreamReader reader(errors, context.clock(), {seconds(30), seconds(20)}, pieces);
  HttpResponse head;
  head.status = 200;
  head.headers.emplace_back("Content-Type", "Text/Event-Stream ; charset=utf-8");
  ASSERT_TRUE(reader.on_head(head));
  EXPECT_EQ(reader.stall_timeout(seconds(20)), seconds(30));
  context.advance(seconds(10));
  EXPECT_EQ(reader.stall_timeout(seconds(20)), seconds(20));
  ASSERT_TRUE(reader.on_data(chunk("a")));
  EXPECT_EQ(reader.stall_timeout(seconds(20)), seconds(20));
  ASSERT_TRUE(reader.on_data(kStopChunk + kDoneEvent));
  EXPECT_EQ(reader.stall_timeout(seconds(20)), seconds(1));
  EXPECT_EQ(reader.first_token_after(), seconds(10));
  const auto completion = reader.finish(error(ErrorKind::timeout, "no end of the body in time"));
  ASSERT_TRUE(completion);
  EXPECT_EQ(completion->text, "a");
}

}  // namespace
}  // namespace yak::openai
