// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <functional>

#include "unit/plugins/openai/provider_fixture.hpp"

// Failures of servers, proxies and networks, with the expected error kind, number of requests
// (three if the provider retries) and message for the operator.

namespace yak::openai {
namespace {

using Kind = ErrorKind;

struct Case {
  const char* name;
  std::function<ScriptedReply()> reply;
  Kind kind;
  std::size_t requests;
  std::string words;
};

class BadAnswerTest : public ::testing::TestWithParam<Case> {};

TEST_P(BadAnswerTest, IsAnErrorWithAMessage) {
  const Case& expected = GetParam();
  Bench bench;
  for (std::size_t i = 0; i < 3; ++i) bench.context.http().reply(expected.reply());
  const auto completion = bench.ask();
  ASSERT_FALSE(completion) << completion->text;
  EXPECT_EQ(completion.error().kind, expected.kind);
  EXPECT_EQ(completion.error().message, expected.words);
  EXPECT_EQ(bench.context.http().requests().size(), expected.requests);
  EXPECT_EQ(bench.context.metrics().sum("yak_provider_retries_total"),
            static_cast<double>(expected.requests - 1));
}

std::function<ScriptedReply()> json(int status, std::string body) {
  return [status, body] { return ScriptedReply(status, body, "application/json"); };
}
std::function<ScriptedReply()> html(int status, std::string body) {
  return [status, body] { return ScriptedReply(status, body, "text/html"); };
}
std::function<ScriptedReply()> events(std::vector<std::string> pieces) {
  return [pieces] { return stream_of(pieces); };
}
std::function<ScriptedReply()> broken(std::vector<std::string> pieces, Kind kind, std::string why) {
  return [=] { return stream_of(pieces).then_fail(error(kind, why)); };
}
std::function<ScriptedReply()> no_answer(Kind kind, std::string why) {
  return [=] { return ScriptedReply::failure(error(kind, why)); };
}
std::string event(const std::string& data) { return "data: " + data + "\n\n"; }
std::string failed(const std::string& code, const std::string& type = "t") {
  return R"({"error":{"message":"m","type":")" + type + R"(","param":null,"code":)" + code + "}}";
}

constexpr const char* kCut = "OpenAI cut the stream before the answer's end (request req_1)";

INSTANTIATE_TEST_SUITE_P(
    Statuses, BadAnswerTest,
    ::testing::Values(
        Case{"no_key", json(401, failed("\"invalid_api_key\"")), Kind::unauthenticated, 1,
             "OpenAI answered 401 invalid_api_key: m; check api_key"},
        Case{"no_credit", json(402, R"({"error":{"code":402,"message":"m"}})"), Kind::quota, 1,
             "OpenAI answered 402: m; add credit or raise the spending limit"},
        Case{"forbidden", json(403, failed("null", "request_forbidden")), Kind::forbidden, 1,
             "OpenAI answered 403 request_forbidden: m"},
        Case{"no_model", json(404, failed("\"model_not_found\"")), Kind::not_found, 1,
             "OpenAI answered 404 model_not_found: m; check the model's name and base_url"},
        Case{"no_path", html(404, "<h1>Not Found</h1>"), Kind::not_found, 1,
             "OpenAI answered 404; check the model's name and base_url"},
        Case{"context", json(400, failed("\"context_length_exceeded\"")), Kind::too_large, 1,
             "OpenAI answered 400 context_length_exceeded: m"},
        Case{"parameter", json(400, failed("\"unsupported_parameter\"")), Kind::invalid, 1,
             "OpenAI answered 400 unsupported_parameter: m"},
        Case{"lock", json(409, "{}"), Kind::conflict, 3, "OpenAI answered 409"},
        Case{"rate", json(429, failed("\"rate_limit_exceeded\"")), Kind::rate_limited, 3,
             "OpenAI answered 429 rate_limit_exceeded: m"},
        Case{"quota", json(429, failed("\"insufficient_quota\"", "insufficient_quota")),
             Kind::quota, 1,
             "OpenAI answered 429 insufficient_quota: m; add credit or raise the spending limit"},
        Case{"spend_limit", json(429, failed("\"project_spend_limit_exceeded\"")), Kind::quota, 1,
             "OpenAI answered 429 project_spend_limit_exceeded: m; add credit or raise the "
             "spending limit"},
        Case{"server_error", json(500, failed("null", "server_error")), Kind::unavailable, 3,
             "OpenAI answered 500 server_error: m"},
        Case{"gateway", html(502, "<html><title>502 Bad Gateway</title>nginx</html>"),
             Kind::unavailable, 3, "OpenAI answered 502: 502 Bad Gateway"},
        Case{"overloaded", json(503, failed("\"server_is_overloaded\"")), Kind::unavailable, 3,
             "OpenAI answered 503 server_is_overloaded: m"},
        Case{"cloudflare", html(524, ""), Kind::timeout, 3, "OpenAI answered 524"},
        Case{"redirect", html(301, ""), Kind::protocol, 1, "OpenAI answered 301; check base_url"},
        Case{"told_not_to_retry",
             [] { return ScriptedReply(503).header("x-should-retry", "false"); }, Kind::unavailable,
             1, "OpenAI answered 503"},
        Case{"told_to_retry", [] { return ScriptedReply(400).header("x-should-retry", "true"); },
             Kind::invalid, 3, "OpenAI answered 400"},
        Case{"come_back_tomorrow", [] { return ScriptedReply(429).header("retry-after", "86400"); },
             Kind::rate_limited, 1, "OpenAI answered 429"},
        Case{"error_status_as_stream",
             [] { return ScriptedReply(500, event(failed("null")), "text/event-stream"); },
             Kind::unavailable, 3, "OpenAI answered 500: data: " + failed("null")}),
    [](const auto& test) { return std::string(test.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Bodies, BadAnswerTest,
    ::testing::Values(
        Case{"portal", html(200, "<!DOCTYPE html><title>Wi-Fi log-in</title>"), Kind::protocol, 1,
             "OpenAI answered with a web page instead of JSON; check base_url"},
        Case{"empty", json(200, ""), Kind::protocol, 1, "OpenAI answered with an empty body"},
        Case{"no_content", json(204, ""), Kind::protocol, 1, "OpenAI answered with an empty body"},
        Case{"cut_json", json(200, R"({"choices":[{"mess)"), Kind::protocol, 1,
             "OpenAI answered with something that is not JSON"},
        Case{"deep_json", json(200, std::string(100'000, '[')), Kind::protocol, 1,
             "OpenAI sent an invalid answer: JSON nests deeper than 64 levels"},
        Case{"null_choices", json(200, R"({"choices":null})"), Kind::protocol, 1,
             "OpenAI answered without choices"},
        Case{"wrong_types", json(200, R"({"choices":"none","usage":[]})"), Kind::protocol, 1,
             "OpenAI sent choices that are not a list"},
        Case{"null_message", json(200, R"({"choices":[{"message":null}]})"), Kind::protocol, 1,
             "OpenAI answered without a message"},
        Case{"hidden_credit", json(200, R"({"error":{"code":402,"message":"m"}})"), Kind::quota, 1,
             "OpenAI reported 402: m; add credit or raise the spending limit"},
        Case{"hidden_gateway", json(200, R"({"id":"gen-1","error":{"code":502,"message":"m"}})"),
             Kind::unavailable, 3, "OpenAI reported 502: m (request gen-1)"},
        Case{"huge_body", json(200, std::string((4U << 20U) + 1, ' ')), Kind::protocol, 1,
             "OpenAI: the response is too large"}),
    [](const auto& test) { return std::string(test.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Streams, BadAnswerTest,
    ::testing::Values(
        Case{"nothing", events({}), Kind::unavailable, 3, kCut},
        Case{"comments_alone", events({": hi\n\n", ": hi\n\n"}), Kind::unavailable, 3, kCut},
        Case{"cut_before_text", events({kRoleChunk}), Kind::unavailable, 3, kCut},
        Case{"cut_in_text", events({kRoleChunk, chunk("Hel")}), Kind::unavailable, 1, kCut},
        Case{"cut_in_an_event", events({kRoleChunk, "data: {\"choi"}), Kind::unavailable, 3, kCut},
        Case{"usage_and_no_answer", events({kUsageChunk}), Kind::unavailable, 3, kCut},
        Case{"done_and_no_answer", events({kDoneEvent}), Kind::unavailable, 3,
             "OpenAI ended the stream without an answer (request req_1)"},
        Case{"reset_before_text", broken({kRoleChunk}, Kind::unavailable, "connection reset"),
             Kind::unavailable, 3, "OpenAI: connection reset (request req_1)"},
        Case{"reset_in_text", broken({chunk("a")}, Kind::unavailable, "connection reset"),
             Kind::unavailable, 1, "OpenAI: connection reset (request req_1)"},
        Case{"error_first", events({event(failed("null", "server_error"))}), Kind::unavailable, 3,
             "OpenAI reported server_error: m (request req_1)"},
        Case{"error_midway", events({chunk("a"), event(failed("null", "server_error"))}),
             Kind::unavailable, 1, "OpenAI reported server_error: m (request req_1)"},
        Case{"error_in_the_same_read", events({chunk("a") + event(failed("null", "server_error"))}),
             Kind::unavailable, 3, "OpenAI reported server_error: m (request req_1)"},
        Case{"error_without_an_empty_line", events({"data: " + failed("429")}), Kind::rate_limited,
             3, "OpenAI reported 429 t: m (request req_1)"},
        Case{"quota_midway", events({event(failed("\"insufficient_quota\""))}), Kind::quota, 1,
             "OpenAI reported insufficient_quota: m; add credit or raise the spending limit "
             "(request req_1)"},
        Case{"vllm_then_done",
             events({event(R"({"error":{"message":"m","type":"BadRequestError","code":400}})"),
                     kDoneEvent}),
             Kind::invalid, 1, "OpenAI reported 400 BadRequestError: m (request req_1)"},
        Case{"old_vllm",
             events({event(R"({"object":"error","message":"m","type":"InternalServerError"})")}),
             Kind::unavailable, 3, "OpenAI reported InternalServerError: m (request req_1)"},
        Case{"openrouter",
             events({": OPENROUTER PROCESSING\n\n",
                     event(R"({"id":"gen-1","error":{"code":429,"message":"m"},"choices":[]})")}),
             Kind::rate_limited, 3, "OpenAI reported 429: m (request req_1)"},
        Case{"no_json", events({event("hello")}), Kind::protocol, 1,
             "OpenAI sent an invalid event: not JSON: syntax error (request req_1)"},
        Case{"web_page_as_stream", events({"<html>\n\n"}), Kind::unavailable, 3, kCut},
        Case{"deep_event", events({event(std::string(5000, '['))}), Kind::protocol, 1,
             "OpenAI sent an invalid event: JSON nests deeper than 64 levels (request req_1)"},
        Case{"choices_text", events({event(R"({"choices":"x"})")}), Kind::protocol, 1,
             "OpenAI sent choices that are not a list (request req_1)"},
        Case{"choice_null", events({event(R"({"choices":[null]})")}), Kind::protocol, 1,
             "OpenAI sent a choice that is not an object (request req_1)"},
        Case{"content_object", events({event(R"({"choices":[{"delta":{"content":{}}}]})")}),
             Kind::protocol, 1, "OpenAI sent content that is not text (request req_1)"},
        Case{"huge_event", events({"data: " + std::string((1U << 20U) + 1, 'a')}), Kind::protocol,
             1,
             "OpenAI broke off: an event of the stream is larger than 1048576 bytes (request "
             "req_1)"},
        Case{
            "tool_call",
            events({event(
                R"({"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"f"}}]},"finish_reason":"tool_calls"}]})")}),
            Kind::unsupported, 1,
            "OpenAI called tools (f) that Yak does not offer; take `tools` out of extra_body "
            "(request req_1)"}),
    [](const auto& test) { return std::string(test.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Network, BadAnswerTest,
    ::testing::Values(Case{"refused", no_answer(Kind::unavailable, "connection refused"),
                           Kind::unavailable, 3, "OpenAI: connection refused"},
                      Case{"certificate", no_answer(Kind::protocol, "certificate has expired"),
                           Kind::protocol, 1, "OpenAI: certificate has expired"},
                      Case{"canceled", no_answer(Kind::canceled, "canceled"), Kind::canceled, 1,
                           "OpenAI: canceled"},
                      Case{"connect_timeout", no_answer(Kind::timeout, "no connection in 5 s"),
                           Kind::timeout, 3, "OpenAI: no connection in 5 s"}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace yak::openai
