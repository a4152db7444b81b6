// SPDX-License-Identifier: Apache-2.0
#include "openai/api/request_builder.hpp"

#include <gtest/gtest.h>

#include "openai/json/bounded_json.hpp"

namespace yak::openai {
namespace {

CompletionRequest short_chat(std::string model) {
  CompletionRequest request;
  request.model = std::move(model);
  request.lines.emplace_back(Role::system, "Be brief.");
  request.lines.emplace_back(Role::user, "Hi \"there\"\n😀");
  request.max_tokens = 100;
  request.temperature = 0.2;
  request.user = "u-1";
  return request;
}

RequestStyle style_of(Flavor flavor) {
  RequestStyle style;
  style.flavor = flavor;
  return style;
}

std::string build(Flavor flavor, std::string model) {
  return RequestBuilder(style_of(flavor)).build(short_chat(std::move(model)));
}

TEST(RequestBuilder, WritesWhatOpenAiExpects) {
  EXPECT_EQ(build(Flavor::openai, "gpt-4o-mini"),
            R"({"model":"gpt-4o-mini","messages":[{"role":"system","content":"Be brief."},)"
            R"({"role":"user","content":"Hi \"there\"\n😀"}],"max_completion_tokens":100,)"
            R"("temperature":0.2,"safety_identifier":"u-1","stream":true,)"
            R"("stream_options":{"include_usage":true}})");
}

TEST(RequestBuilder, OmitsFieldsThatReasoningModelsRefuse) {
  EXPECT_EQ(build(Flavor::openai, "o3-mini"),
            R"({"model":"o3-mini","messages":[{"role":"developer","content":"Be brief."},)"
            R"({"role":"user","content":"Hi \"there\"\n😀"}],"max_completion_tokens":100,)"
            R"("safety_identifier":"u-1","stream":true,"stream_options":{"include_usage":true}})");
  RequestStyle never = style_of(Flavor::openai);
  never.reasoning = Reasoning::never;
  EXPECT_NE(RequestBuilder(never).build(short_chat("o3")).find("\"temperature\""),
            std::string::npos);
  RequestStyle always = style_of(Flavor::azure);
  always.reasoning = Reasoning::always;
  const std::string body = RequestBuilder(always).build(short_chat("my-deployment"));
  EXPECT_EQ(body.find("\"temperature\""), std::string::npos);
  EXPECT_NE(body.find("\"developer\""), std::string::npos);
}

TEST(RequestBuilder, KnowsEveryFlavorsFields) {
  struct Case {
    Flavor flavor;
    std::string model;
    bool new_limit;
    bool usage;
    bool identifier;
  };
  const std::vector<Case> cases{
      {Flavor::openai, "gpt-4o", true, true, true},
      {Flavor::azure, "gpt-4o", true, true, false},
      {Flavor::groq, "llama-3.1-8b-instant", true, true, false},
      {Flavor::openrouter, "openai/gpt-4o", false, true, false},
      {Flavor::ollama, "llama3.2", false, true, false},
      {Flavor::llamacpp, "/models/x.gguf", false, true, false},
      {Flavor::vllm, "Qwen/Qwen3-8B", false, true, false},
      {Flavor::generic, "mistral-small", false, false, false},
      {Flavor::generic, "o3", true, false, false},
  };
  for (const Case& expected : cases) {
    const std::string body = build(expected.flavor, expected.model);
    JsonDocument document;
    const auto parsed = document.parse(body, body.size());
    ASSERT_TRUE(parsed) << body;
    EXPECT_EQ(count_member(**parsed, "max_completion_tokens").has_value(), expected.new_limit);
    EXPECT_EQ(count_member(**parsed, "max_tokens").has_value(), !expected.new_limit);
    EXPECT_EQ(member(**parsed, "stream_options") != nullptr, expected.usage);
    EXPECT_EQ(member(**parsed, "safety_identifier") != nullptr, expected.identifier);
  }
}

TEST(RequestBuilder, UsesTheConfiguredSystemRole) {
  for (const auto& [role, word] : {std::pair{SystemRole::system, "\"system\""},
                                   std::pair{SystemRole::developer, "\"developer\""}}) {
    RequestStyle style = style_of(Flavor::openai);
    style.system_role = role;
    for (const char* model : {"gpt-4o", "o3"}) {
      EXPECT_NE(RequestBuilder(style).build(short_chat(model)).find(word), std::string::npos);
    }
  }
  RequestStyle none = style_of(Flavor::vllm);
  none.system_role = SystemRole::user;
  EXPECT_EQ(RequestBuilder(none).build(short_chat("gemma")).find("system"), std::string::npos);
}

TEST(RequestBuilder, OmitsUnsetFields) {
  CompletionRequest request;
  request.model = "m";
  request.lines.emplace_back(Role::system, "");
  request.lines.emplace_back(Role::user, "q");
  request.lines.emplace_back(Role::assistant, "a");
  RequestStyle style = style_of(Flavor::openai);
  style.stream = false;
  EXPECT_EQ(RequestBuilder(style).build(request),
            R"({"model":"m","messages":[{"role":"user","content":"q"},)"
            R"({"role":"assistant","content":"a"}],"stream":false})");
}

TEST(RequestBuilder, SendsNoAttachments) {
  CompletionRequest request;
  request.model = "m";
  request.lines.emplace_back(Role::user, "q");
  request.lines.back().attachments.push_back({"https://secret.example/x", "image/png", "x"});
  EXPECT_EQ(RequestBuilder(style_of(Flavor::openai)).build(request).find("secret"),
            std::string::npos);
}

TEST(RequestBuilder, RepairsInvalidUtf8AndBoundsTheIdentifier) {
  CompletionRequest request;
  request.model = "m\xFF";
  request.lines.emplace_back(Role::user, "a\xC3(");
  request.user = std::string(63, 'u') + "😀";
  const std::string body = RequestBuilder(style_of(Flavor::openai)).build(request);
  EXPECT_NE(body.find("\"content\":\"a�(\""), std::string::npos);
  EXPECT_NE(body.find("\"safety_identifier\":\"" + std::string(63, 'u') + "\""), std::string::npos);
}

TEST(RequestBuilder, ExtraFieldsTakePrecedence) {
  const auto extra = parse_extra_body(
      R"({"temperature":1.5,"stream_options":null,"max_tokens":7,"reasoning":{"effort":"low"}})");
  ASSERT_TRUE(extra);
  RequestStyle style = style_of(Flavor::openai);
  style.extra = *extra;
  CompletionRequest request = short_chat("gpt-4o");
  request.lines.resize(1, ChatLine(Role::user, ""));
  EXPECT_EQ(RequestBuilder(style).build(request),
            R"({"model":"gpt-4o","messages":[{"role":"system","content":"Be brief."}],)"
            R"("safety_identifier":"u-1","stream":true,"temperature":1.5E0,"max_tokens":7,)"
            R"("reasoning":{"effort":"low"}})");
}

TEST(ExtraBody, IsAnObjectWithoutModelAndMessages) {
  EXPECT_TRUE(parse_extra_body("{}"));
  for (const char* json :
       {"[]", "1", "\"x\"", "null", "{", R"({"model":"x"})", R"({"messages":[]})"}) {
    const auto extra = parse_extra_body(json);
    ASSERT_FALSE(extra) << json;
    EXPECT_EQ(extra.error().kind, ErrorKind::invalid) << json;
  }
}

}  // namespace
}  // namespace yak::openai
