// SPDX-License-Identifier: Apache-2.0
#include "models/catalog/model_name.hpp"

#include <gtest/gtest.h>

#include "models/catalog/model_nearest.hpp"

namespace yak::models {
namespace {

TEST(ModelName, SplitsAtTheFirstSlash) {
  struct Case {
    const char* text;
    const char* provider;
    const char* model;
  };
  const Case cases[] = {
      {"openai/gpt-4o", "openai", "gpt-4o"},
      {"openrouter/meta-llama/llama-3", "openrouter", "meta-llama/llama-3"},
      {"local//models/a.gguf", "local", "/models/a.gguf"},
  };
  for (const Case& c : cases) {
    const auto name = ModelName::parse(c.text);
    ASSERT_TRUE(name) << c.text;
    EXPECT_EQ(name->provider, c.provider);
    EXPECT_EQ(name->model, c.model);
    EXPECT_EQ(name->full(), c.text);
  }
  for (const char* text : {"", "gpt-4o", "/gpt-4o", "openai/", "/"}) {
    EXPECT_FALSE(ModelName::parse(text)) << text;
  }
}

TEST(Nearest, SuggestsOnlySimilarNames) {
  const std::vector<std::string> names{"gpt-4o", "gpt-4o-mini", "claude-sonnet-5"};
  EXPECT_EQ(nearest("gtp-4o-mini", names), "gpt-4o-mini");
  EXPECT_EQ(nearest("GPT4O", names), "gpt-4o");
  EXPECT_EQ(nearest("claude-sonet", names), "claude-sonnet-5");
  EXPECT_EQ(nearest("llama", names), std::nullopt);
  EXPECT_EQ(nearest("", names), std::nullopt);
  EXPECT_EQ(nearest(std::string(100'000, 'g'), names), std::nullopt);
}

}  // namespace
}  // namespace yak::models
