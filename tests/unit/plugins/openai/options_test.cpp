// SPDX-License-Identifier: Apache-2.0
#include "openai/options.hpp"

#include <gtest/gtest.h>

#include "yak/testing/settings_builder.hpp"

namespace yak::openai {
namespace {

using testing::SettingsBuilder;

SettingsBuilder with_key() {
  SettingsBuilder builder(schema());
  builder.secret("api_key", "sk-1");
  return builder;
}

TEST(Options, HaveDefaultsThatServeOpenAi) {
  const auto options = read_options(with_key().build());
  ASSERT_TRUE(options);
  EXPECT_EQ(options->endpoint.base, "https://api.openai.com/v1");
  EXPECT_EQ(options->style.flavor, Flavor::openai);
  EXPECT_TRUE(options->style.stream);
  EXPECT_EQ(options->max_retries, 2);
  EXPECT_EQ(options->connect_timeout, std::chrono::seconds(5));
  EXPECT_EQ(options->first_token_timeout, std::chrono::seconds(30));
  EXPECT_EQ(options->stall_timeout, std::chrono::seconds(20));
  EXPECT_EQ(options->models_lifetime, std::chrono::minutes(10));
  EXPECT_FALSE(options->top_up_usd);
}

TEST(Options, LetTheFlavorBeNamed) {
  const auto options = read_options(SettingsBuilder(schema())
                                        .text("base_url", "http://localhost:8000/v1")
                                        .text("flavor", "vllm")
                                        .text("system_role", "user")
                                        .text("reasoning", "always")
                                        .json("extra_body", R"({"top_k":40})")
                                        .build());
  ASSERT_TRUE(options);
  EXPECT_EQ(options->style.flavor, Flavor::vllm);
  EXPECT_EQ(options->style.system_role, SystemRole::user);
  EXPECT_EQ(options->style.reasoning, Reasoning::always);
  EXPECT_EQ(options->style.extra.fragment, R"(,"top_k":40)");
}

TEST(Options, AreValidatedTogether) {
  struct Case {
    SettingsBuilder builder;
    std::string key;
    std::string words;
  };
  const std::string needs = " requires a key";
  const std::vector<Case> cases{
      {SettingsBuilder(schema()), "api_key", "OpenAI" + needs},
      {SettingsBuilder(schema()).secret("api_key", ""), "api_key", "OpenAI" + needs},
      {SettingsBuilder(schema()).text("flavor", "azure"), "api_key", "Azure OpenAI" + needs},
      {SettingsBuilder(schema()).text("base_url", "https://api.groq.com/openai/v1"), "api_key",
       "Groq" + needs},
      {SettingsBuilder(schema()).text("base_url", "https://openrouter.ai/api/v1"), "api_key",
       "OpenRouter" + needs},
      {with_key().text("base_url", "api.openai.com"), "base_url", "is not a URL"},
      {with_key().text("base_url", "ftp://x/v1"), "base_url", "neither http nor https"},
      {with_key().json("extra_body", "[1]"), "extra_body", "must be a map"},
      {with_key().json("extra_body", R"({"model":"x"})"), "extra_body", "`model`"},
      {with_key().text_map("headers", {{"bad name", "x"}}), "headers", "not a header name"},
      {with_key().text_map("headers", {{"X-A", "a\r\nB: c"}}), "headers", "control character"},
      {with_key().text_map("headers", {{"host", "x"}}), "headers", "set by Yak itself"},
      {with_key().text("organization", "a\nb"), "organization", "control character"},
      {with_key().secret("api_key", "sk-1\n"), "api_key", "line break"},
      {with_key().secret("admin_key", "sk-1\n"), "admin_key", "line break"},
  };
  for (const Case& expected : cases) {
    const Settings settings = expected.builder.build();
    const auto issues = validate(settings);
    ASSERT_EQ(issues.size(), 1U) << expected.words;
    EXPECT_EQ(issues.front().key, expected.key);
    EXPECT_NE(issues.front().message.find(expected.words), std::string::npos)
        << issues.front().message;
    const auto options = read_options(settings);
    ASSERT_FALSE(options);
    EXPECT_EQ(options.error().kind, ErrorKind::invalid);
  }
}

TEST(Options, NeedNoKeyForLocalServers) {
  for (const char* url : {"http://127.0.0.1:11434/v1", "http://10.0.0.5:8000/v1"}) {
    EXPECT_TRUE(validate(SettingsBuilder(schema()).text("base_url", url).build()).empty());
  }
}

}  // namespace
}  // namespace yak::openai
