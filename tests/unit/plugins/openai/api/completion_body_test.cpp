// SPDX-License-Identifier: Apache-2.0
#include "openai/api/completion_body.hpp"

#include <gtest/gtest.h>

namespace yak::openai {
namespace {

const ErrorReader kErrors("OpenAI", Redactor());

std::string answer(const std::string& message, const std::string& reason) {
  return R"({"id":"chatcmpl-1","object":"chat.completion","model":"gpt-x","choices":[{"index":0,"message":)" +
         message + R"(,"logprobs":null,"finish_reason":")" + reason +
         R"("}],"usage":{"prompt_tokens":19,"completion_tokens":10,"prompt_tokens_details":{"cached_tokens":3}}})";
}

struct BodyCase {
  const char* name;
  std::string body;
  std::string text;
  FinishReason reason;
};

class GoodBodyTest : public ::testing::TestWithParam<BodyCase> {};

TEST_P(GoodBodyTest, IsAnAnswer) {
  const auto completion = read_completion(GetParam().body, "", kErrors);
  ASSERT_TRUE(completion) << completion.error().message;
  EXPECT_EQ(completion->text, GetParam().text);
  EXPECT_EQ(completion->finish, GetParam().reason);
  EXPECT_EQ(completion->model, "gpt-x");
  EXPECT_EQ(completion->request_id, "chatcmpl-1");
  EXPECT_EQ(completion->usage.prompt_tokens, 19);
  EXPECT_EQ(completion->usage.cached_tokens, 3);
  EXPECT_EQ(completion->usage.completion_tokens, 10);
}

constexpr auto kStop = FinishReason::stop;

INSTANTIATE_TEST_SUITE_P(
    Bodies, GoodBodyTest,
    ::testing::Values(
        BodyCase{"text", answer(R"({"role":"assistant","content":"Hello","refusal":null})", "stop"),
                 "Hello", kStop},
        BodyCase{"length", answer(R"({"content":"Hel"})", "length"), "Hel", FinishReason::length},
        BodyCase{"refusal", answer(R"({"content":null,"refusal":"I'm sorry, I can't."})", "stop"),
                 "I'm sorry, I can't.", FinishReason::refusal},
        BodyCase{"budget_used_up", answer(R"({"content":""})", "length"),
                 "The model's reasoning used up the token budget before it wrote an answer. Try a "
                 "simpler question.",
                 FinishReason::length},
        BodyCase{"filtered", answer(R"({"content":""})", "content_filter"),
                 "The provider's content filter withheld this answer.", FinishReason::filtered},
        BodyCase{"blank", answer(R"({"content":" \n"})", "stop"),
                 "The model gave an empty answer. Try asking in other words.", kStop},
        BodyCase{"parts",
                 answer(R"({"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]})",
                        "stop"),
                 "ab", kStop},
        BodyCase{"not_utf8", answer("{\"content\":\"a\xFFz\"}", "stop"), "a�z", kStop},
        BodyCase{"half_a_surrogate", answer(R"({"content":"a\ud83dz"})", "stop"), "a�z", kStop}),
    [](const auto& test) { return std::string(test.param.name); });

struct BadCase {
  const char* name;
  std::string body;
  ErrorKind kind;
  std::string words;
};

class BadBodyTest : public ::testing::TestWithParam<BadCase> {};

TEST_P(BadBodyTest, IsAnErrorWithAMessage) {
  const auto completion = read_completion(GetParam().body, "req_1", kErrors);
  ASSERT_FALSE(completion);
  EXPECT_EQ(completion.error().kind, GetParam().kind) << completion.error().message;
  EXPECT_EQ(completion.error().message, GetParam().words + " (request req_1)");
}

constexpr auto kProtocol = ErrorKind::protocol;

INSTANTIATE_TEST_SUITE_P(
    Bodies, BadBodyTest,
    ::testing::Values(
        BadCase{"empty", "", kProtocol, "OpenAI answered with an empty body"},
        BadCase{"web_page", "<!DOCTYPE html><html>Log in</html>", kProtocol,
                "OpenAI answered with a web page instead of JSON; check base_url"},
        BadCase{"text", "ok", kProtocol, "OpenAI answered with something that is not JSON"},
        BadCase{"cut", R"({"choices":[{"message":)", kProtocol,
                "OpenAI answered with something that is not JSON"},
        BadCase{"deep", std::string(5000, '['), kProtocol,
                "OpenAI sent an invalid answer: JSON nests deeper than 64 levels"},
        BadCase{"number", "7", kProtocol, "OpenAI answered with JSON that is not an object"},
        BadCase{"no_choices", "{}", kProtocol, "OpenAI answered without choices"},
        BadCase{"null_choices", R"({"choices":null})", kProtocol,
                "OpenAI answered without choices"},
        BadCase{"empty_choices", R"({"choices":[]})", kProtocol, "OpenAI answered without choices"},
        BadCase{"choices_text", R"({"choices":"a"})", kProtocol,
                "OpenAI sent choices that are not a list"},
        BadCase{"no_message", R"({"choices":[{"index":0}]})", kProtocol,
                "OpenAI answered without a message"},
        BadCase{"message_text", R"({"choices":[{"message":"hi"}]})", kProtocol,
                "OpenAI answered without a message"},
        BadCase{"content_number", answer(R"({"content":7})", "stop"), kProtocol,
                "OpenAI sent content that is not text"},
        BadCase{"openrouter_error", R"({"error":{"code":402,"message":"No credits"}})",
                ErrorKind::quota,
                "OpenAI reported 402: No credits; add credit or raise the spending limit"},
        BadCase{
            "choice_error",
            R"({"choices":[{"error":{"code":502,"message":"Down"},"message":{"content":""},"finish_reason":"error"}]})",
            ErrorKind::unavailable, "OpenAI reported 502: Down"},
        BadCase{
            "tool",
            answer(
                R"({"content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"get_weather","arguments":"{}"}}]})",
                "tool_calls"),
            ErrorKind::unsupported,
            "OpenAI called tools (get_weather) that Yak does not offer; take `tools` out of "
            "extra_body"},
        BadCase{"huge_answer",
                answer(R"({"content":")" + std::string(1'100'000, 'a') + R"("})", "stop"),
                ErrorKind::protocol, "OpenAI sent an answer larger than 1 MiB"},
        BadCase{"huge_body", std::string(kMaxCompletionBody + 1, ' '), ErrorKind::protocol,
                "OpenAI sent an invalid answer: JSON text is larger than 4194304 bytes"}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace yak::openai
