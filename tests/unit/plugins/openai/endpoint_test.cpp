// SPDX-License-Identifier: Apache-2.0
#include "openai/endpoint.hpp"

#include <gtest/gtest.h>

#include "openai/api/model_family.hpp"
#include "openai/flavor.hpp"

namespace yak::openai {
namespace {

TEST(Endpoint, IsParsed) {
  const auto plain = parse_endpoint("https://API.openai.com/v1/");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->base, "https://api.openai.com/v1");
  EXPECT_EQ(plain->origin, "https://api.openai.com");
  EXPECT_EQ(plain->host, "api.openai.com");
  EXPECT_EQ(plain->port, 443);
  EXPECT_EQ(plain->url("/models"), "https://api.openai.com/v1/models");

  const auto local = parse_endpoint("http://127.0.0.1:11434/v1");
  ASSERT_TRUE(local);
  EXPECT_EQ(local->origin, "http://127.0.0.1:11434");
  EXPECT_EQ(local->port, 11434);

  const auto azure = parse_endpoint("https://r.openai.azure.com/openai/v1?api-version=preview");
  ASSERT_TRUE(azure);
  EXPECT_EQ(azure->url("/chat/completions"),
            "https://r.openai.azure.com/openai/v1/chat/completions?api-version=preview");

  const auto bare = parse_endpoint("http://[::1]:8080");
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->url("/models"), "http://[::1]:8080/models");
}

TEST(Endpoint, ReportsErrors) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "is not a URL"},
      {"api.openai.com/v1", "is not a URL"},
      {"https://exa mple.com", "is not a URL"},
      {"ftp://example.com/v1", "neither http nor https"},
      {"https:///v1", "has no host"},
      {"https://me:secret@example.com/v1", "user or password"},
      {"https://example.com/v1#x", "fragment"},
      {"https://example.com:0/v1", "port"},
      {"https://example.com:99999/v1", "port"},
  };
  for (const auto& [url, words] : cases) {
    const auto endpoint = parse_endpoint(url);
    ASSERT_FALSE(endpoint) << url;
    EXPECT_EQ(endpoint.error().kind, ErrorKind::invalid);
    EXPECT_NE(endpoint.error().message.find(words), std::string::npos)
        << url << ": " << endpoint.error().message;
    EXPECT_EQ(endpoint.error().message.find("secret"), std::string::npos);
  }
}

TEST(Flavor, IsDetectedFromAKnownHost) {
  EXPECT_EQ(detect_flavor("api.openai.com", 443), Flavor::openai);
  EXPECT_EQ(detect_flavor("eu.api.openai.com", 443), Flavor::openai);
  EXPECT_EQ(detect_flavor("my-resource.openai.azure.com", 443), Flavor::azure);
  EXPECT_EQ(detect_flavor("openrouter.ai", 443), Flavor::openrouter);
  EXPECT_EQ(detect_flavor("api.groq.com", 443), Flavor::groq);
  EXPECT_EQ(detect_flavor("127.0.0.1", 11434), Flavor::ollama);
  EXPECT_EQ(detect_flavor("127.0.0.1", 8000), Flavor::generic);
  EXPECT_EQ(detect_flavor("evil-api.openai.com.example.org", 443), Flavor::generic);
  EXPECT_EQ(detect_flavor("notapi.openai.com", 443), Flavor::generic);
  EXPECT_EQ(detect_flavor("openai.azure.com.evil.net", 443), Flavor::generic);
}

TEST(Flavor, IsFoundByName) {
  for (const char* name :
       {"openai", "azure", "ollama", "groq", "openrouter", "llamacpp", "vllm", "generic"}) {
    const auto flavor = flavor_named(name);
    ASSERT_TRUE(flavor) << name;
    EXPECT_EQ(quirks_of(*flavor).name, name);
  }
  EXPECT_EQ(flavor_named("auto"), std::nullopt);
}

TEST(ReasoningModel, IsRecognizedByName) {
  for (const char* model : {"o1", "o3-mini", "o4-mini-2025-04-16", "gpt-5", "gpt-5-mini",
                            "gpt-5.1-codex", "openai/o3", "openai/gpt-5:online"}) {
    EXPECT_TRUE(is_reasoning_model(model)) << model;
  }
  for (const char* model : {"gpt-4o", "gpt-4o-mini", "gpt-5-chat-latest", "opus", "o", "o3x",
                            "llama3", "openai/gpt-oss-20b", "olmo-2", "", "/"}) {
    EXPECT_FALSE(is_reasoning_model(model)) << model;
  }
}

}  // namespace
}  // namespace yak::openai
