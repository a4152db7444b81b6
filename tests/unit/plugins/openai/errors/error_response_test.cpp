// SPDX-License-Identifier: Apache-2.0
#include "openai/errors/error_response.hpp"

#include <gtest/gtest.h>

#include "openai/json/bounded_json.hpp"

namespace yak::openai {
namespace {

const ErrorReader kReader("OpenAI", Redactor({Secret("configured-key")}));

struct ResponseCase {
  const char* name;
  int status;
  std::string body;
  ErrorKind kind;
  bool retryable;
  std::string words;
};

std::string openai_error(std::string_view type, std::string_view code, std::string_view message) {
  return R"({"error":{"message":")" + std::string(message) + R"(","type":")" + std::string(type) +
         R"(","param":null,"code":)" + (code.empty() ? "null" : "\"" + std::string(code) + "\"") +
         "}}";
}

class ErrorResponseTest : public ::testing::TestWithParam<ResponseCase> {};

TEST_P(ErrorResponseTest, IsClassified) {
  const ResponseCase& expected = GetParam();
  HttpResponse response;
  response.status = expected.status;
  response.body = expected.body;
  response.headers.emplace_back("x-request-id", "req_1");
  const error failure = kReader.from_response(response, WallTime());
  EXPECT_EQ(failure.kind, expected.kind) << failure.message;
  EXPECT_EQ(failure.retryable, expected.retryable);
  EXPECT_EQ(failure.message, expected.words);
}

constexpr auto kInvalid = ErrorKind::invalid;
constexpr auto kTooLong = ErrorKind::too_large;
constexpr auto kQuota = ErrorKind::quota;
constexpr auto kRate = ErrorKind::rate_limited;
constexpr auto kResponseDown = ErrorKind::unavailable;

INSTANTIATE_TEST_SUITE_P(
    Answers, ErrorResponseTest,
    ::testing::Values(
        ResponseCase{
            "invalid_key", 401,
            openai_error("invalid_request_error", "invalid_api_key",
                         "Incorrect API key provided: sk-abc***xyz. You can find"),
            ErrorKind::unauthenticated, false,
            "OpenAI answered 401 invalid_api_key: Incorrect API key provided: [redacted] You can "
            "find; check api_key (request req_1)"},
        ResponseCase{"configured_key", 401, openai_error("x", "", "no configured-key here"),
                     ErrorKind::unauthenticated, false,
                     "OpenAI answered 401 x: no [redacted] here; check api_key (request req_1)"},
        ResponseCase{"region", 403,
                     openai_error("request_forbidden", "unsupported_country_region_territory",
                                  "Not supported"),
                     ErrorKind::forbidden, false,
                     "OpenAI answered 403 unsupported_country_region_territory: Not supported "
                     "(request req_1)"},
        ResponseCase{
            "no_model", 404, openai_error("invalid_request_error", "model_not_found", "No `x`."),
            ErrorKind::not_found, false,
            "OpenAI answered 404 model_not_found: No `x`.; check the model's name and base_url "
            "(request req_1)"},
        ResponseCase{"context", 400,
                     openai_error("invalid_request_error", "context_length_exceeded", "Too long."),
                     kTooLong, false,
                     "OpenAI answered 400 context_length_exceeded: Too long. (request req_1)"},
        ResponseCase{"rate", 429, openai_error("tokens", "rate_limit_exceeded", "Slow."), kRate,
                     true, "OpenAI answered 429 rate_limit_exceeded: Slow. (request req_1)"},
        ResponseCase{"slow_down_says_code", 429,
                     openai_error("insufficient_quota", "slow_down", "Slow."), kRate, true,
                     "OpenAI answered 429 slow_down: Slow. (request req_1)"},
        ResponseCase{
            "quota", 429, openai_error("insufficient_quota", "insufficient_quota", "Empty."),
            kQuota, false,
            "OpenAI answered 429 insufficient_quota: Empty.; add credit or raise the spending "
            "limit (request req_1)"},
        ResponseCase{
            "quota_by_type", 429, openai_error("insufficient_quota", "", "Empty."), kQuota, false,
            "OpenAI answered 429 insufficient_quota: Empty.; add credit or raise the spending "
            "limit (request req_1)"},
        ResponseCase{
            "credit", 429, openai_error("insufficient_quota", "credit_balance_exhausted", "E."),
            kQuota, false,
            "OpenAI answered 429 credit_balance_exhausted: E.; add credit or raise the spending "
            "limit (request req_1)"},
        ResponseCase{"server_error", 500, openai_error("server_error", "", "Sorry."), kResponseDown,
                     true, "OpenAI answered 500 server_error: Sorry. (request req_1)"},
        ResponseCase{"overloaded", 503,
                     openai_error("service_unavailable_error", "server_is_overloaded", "Busy."),
                     kResponseDown, true,
                     "OpenAI answered 503 server_is_overloaded: Busy. (request req_1)"},
        ResponseCase{"html", 502,
                     "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
                     kResponseDown, true, "OpenAI answered 502: 502 Bad Gateway (request req_1)"},
        ResponseCase{"html_without_title", 503, "<html><body>hi</body></html>", kResponseDown, true,
                     "OpenAI answered 503 (request req_1)"},
        ResponseCase{"empty", 500, "", kResponseDown, true, "OpenAI answered 500 (request req_1)"},
        ResponseCase{"plain", 503, "upstream connect error", kResponseDown, true,
                     "OpenAI answered 503: upstream connect error (request req_1)"},
        ResponseCase{
            "ollama", 404, R"({"error":"model 'x' not found"})", ErrorKind::not_found, false,
            "OpenAI answered 404: model 'x' not found; check the model's name and base_url "
            "(request req_1)"},
        ResponseCase{
            "llamacpp", 400,
            R"({"error":{"code":400,"message":"too long","type":"exceed_context_size_error","n_ctx":4096}})",
            kTooLong, false,
            "OpenAI answered 400 exceed_context_size_error: too long (request req_1)"},
        ResponseCase{
            "old_vllm", 404,
            R"({"object":"error","message":"no model","type":"NotFoundError","code":404})",
            ErrorKind::not_found, false,
            "OpenAI answered 404 NotFoundError: no model; check the model's name and base_url "
            "(request req_1)"},
        ResponseCase{
            "openrouter_credit", 402, R"({"error":{"code":402,"message":"Insufficient credits"}})",
            kQuota, false,
            "OpenAI answered 402: Insufficient credits; add credit or raise the spending limit "
            "(request req_1)"},
        ResponseCase{"azure_gateway", 401, R"({"statusCode":401,"message":"Access denied"})",
                     ErrorKind::unauthenticated, false,
                     "OpenAI answered 401: Access denied; check api_key (request req_1)"},
        ResponseCase{
            "gemini", 429,
            R"([{"error":{"code":429,"message":"Exhausted","status":"RESOURCE_EXHAUSTED"}}])",
            kRate, true, "OpenAI answered 429 RESOURCE_EXHAUSTED: Exhausted (request req_1)"},
        ResponseCase{"fastapi", 422, R"({"detail":[{"loc":["body"],"msg":"field required"}]})",
                     kInvalid, false, "OpenAI answered 422: field required (request req_1)"},
        ResponseCase{
            "fastapi_text", 404, R"({"detail":"Not Found"})", ErrorKind::not_found, false,
            "OpenAI answered 404: Not Found; check the model's name and base_url (request req_1)"},
        ResponseCase{"wrong_types", 400, R"({"error":{"message":7,"type":[],"code":{}}})", kInvalid,
                     false, "OpenAI answered 400 (request req_1)"},
        ResponseCase{"error_true", 400, R"({"error":true})", kInvalid, false,
                     "OpenAI answered 400 (request req_1)"},
        ResponseCase{"deep", 500, std::string(10'000, '['), kResponseDown, true,
                     "OpenAI answered 500 (request req_1)"},
        ResponseCase{"lock", 409, "", ErrorKind::conflict, true,
                     "OpenAI answered 409 (request req_1)"},
        ResponseCase{"timeout", 408, "", ErrorKind::timeout, true,
                     "OpenAI answered 408 (request req_1)"},
        ResponseCase{"gateway_timeout", 504, "", ErrorKind::timeout, true,
                     "OpenAI answered 504 (request req_1)"},
        ResponseCase{"too_large", 413, "", ErrorKind::too_large, false,
                     "OpenAI answered 413 (request req_1)"},
        ResponseCase{"redirect", 302, "", ErrorKind::protocol, false,
                     "OpenAI answered 302; check base_url (request req_1)"}),
    [](const auto& test) { return std::string(test.param.name); });

error with_headers(int status, std::string body, std::vector<Header> headers) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  response.headers = std::move(headers);
  return kReader.from_response(response, WallTime());
}

TEST(ErrorReader, RecognizesATooLongConversationByTheErrorText) {
  struct Said {
    int status;
    std::string code;
    std::string message;
    ErrorKind kind;
  };
  const std::vector<Said> cases{
      {400, "", "This model's maximum context length is 8192 tokens. However, you requested 9000.",
       kTooLong},
      {400, "", "Your input exceeds the context window of this model.", kTooLong},
      {400, "", "This model's maximum prompt length is 131072 but the request contains 140000.",
       kTooLong},
      {400, "", "prompt is too long: 208310 tokens > 200000 maximum", kTooLong},
      {400, "", "The input token count (9) exceeds the maximum number of tokens allowed (8).",
       kTooLong},
      {400, "", "the request exceeds the available context size, try increasing it", kTooLong},
      {400, "context_window_exceeded", "No.", kTooLong},
      {400, "string_above_max_length", "Invalid 'messages[1].content': string too long.", kTooLong},
      {413, "request_too_large", "Request exceeds the maximum size", kTooLong},
      {429, "rate_limit_exceeded", "Request too large for gpt-4o on tokens per min (TPM): Limit 3.",
       kTooLong},
      {429, "rate_limit_exceeded", "Rate limit reached for gpt-4o on tokens per min (TPM).", kRate},
      {400, "", "Invalid value for 'temperature'.", kInvalid},
      {401, "invalid_api_key", "context window", ErrorKind::unauthenticated},
  };
  for (const Said& said : cases) {
    HttpResponse response;
    response.status = said.status;
    response.body = openai_error("invalid_request_error", said.code, said.message);
    EXPECT_EQ(kReader.from_response(response, WallTime()).kind, said.kind) << said.message;
  }
}

TEST(ErrorReader, LetsTheServerDecideOnRetries) {
  EXPECT_TRUE(with_headers(400, "", {{"x-should-retry", "true"}}).retryable);
  EXPECT_FALSE(with_headers(503, "", {{"x-should-retry", "false"}}).retryable);
  EXPECT_FALSE(with_headers(402, "", {{"x-should-retry", "true"}}).retryable) << "quota";
  EXPECT_EQ(with_headers(429, "", {{"retry-after", "7"}}).retry_after, std::chrono::seconds(7));
  EXPECT_EQ(with_headers(429, "", {}).retry_after, std::nullopt);
}

TEST(ErrorReader, IncludesTheRequestIdIfPresent) {
  EXPECT_NE(with_headers(500, "", {{"apim-request-id", "az-1"}}).message.find("(request az-1)"),
            std::string::npos);
  EXPECT_EQ(with_headers(500, "", {}).message, "OpenAI answered 500");
}

TEST(ErrorReader, BoundsTheServersText) {
  const std::string body = openai_error("t", "c", std::string(100'000, 'm'));
  EXPECT_LT(with_headers(500, body, {}).message.size(), 400U);
}

TEST(ErrorReader, ReadsErrorsInSuccessfulResponses) {
  struct Upstream {
    std::string body;
    ErrorKind kind;
    bool retryable;
    std::string words;
  };
  const std::vector<Upstream> cases{
      {R"({"error":{"message":"x","type":"server_error","param":null,"code":null}})", kResponseDown,
       true, "OpenAI reported server_error: x (request r)"},
      {R"({"error":{"message":"x","code":429}})", kRate, true,
       "OpenAI reported 429: x (request r)"},
      {R"({"error":{"message":"x","code":"502"}})", kResponseDown, true,
       "OpenAI reported 502: x (request r)"},
      {R"({"error":{"message":"x","code":402}})", kQuota, false,
       "OpenAI reported 402: x; add credit or raise the spending limit (request r)"},
      {R"({"error":{"message":"x","code":1234}})", kResponseDown, true,
       "OpenAI reported an error: x (request r)"},
      {R"({"error":"boom"})", kResponseDown, true, "OpenAI reported an error: boom (request r)"},
      {R"({"object":"error","message":"x","type":"BadRequestError","code":400})", kInvalid, false,
       "OpenAI reported 400 BadRequestError: x (request r)"},
      {R"({"error":{"message":"x","type":"invalid_request_error","code":null}})", kInvalid, false,
       "OpenAI reported invalid_request_error: x (request r)"},
  };
  for (const Upstream& expected : cases) {
    JsonDocument document;
    const auto parsed = document.parse(expected.body, 4096);
    ASSERT_TRUE(parsed);
    const auto upstream = find_upstream_error(**parsed);
    ASSERT_TRUE(upstream) << expected.body;
    const error failure = kReader.from_upstream(*upstream, "r");
    EXPECT_EQ(failure.kind, expected.kind) << expected.body;
    EXPECT_EQ(failure.retryable, expected.retryable) << expected.body;
    EXPECT_EQ(failure.message, expected.words);
  }
}

}  // namespace
}  // namespace yak::openai
