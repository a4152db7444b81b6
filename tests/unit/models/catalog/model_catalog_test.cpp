// SPDX-License-Identifier: Apache-2.0
#include "models/catalog/model_catalog.hpp"

#include <gtest/gtest.h>

namespace yak::models {
namespace {

ModelListing listing(std::string provider, std::vector<std::string> models, bool known = true) {
  ModelListing made;
  made.provider = std::move(provider);
  made.models = std::move(models);
  made.known = known;
  return made;
}

ModelCatalog catalog() {
  return ModelCatalog(
      {listing("openai", {"gpt-4o-mini", "gpt-4o"}), listing("azure", {"gpt-4o", "o3"}),
       listing("router", {"meta-llama/llama-3"}), listing("local", {}, false)},
      {{"mini", "openai/gpt-4o-mini"}, {"gone", "openai/gpt-3"}, {"o3", "openai/gpt-4o"}},
      "openai/gpt-4o");
}

TEST(ModelCatalog, ListsInTheOrderOfTheConfiguration) {
  const ModelCatalog models = catalog();
  std::vector<std::string> names;
  for (const ModelEntry& entry : models.entries()) names.push_back(entry.name);
  EXPECT_EQ(names, (std::vector<std::string>{"openai/gpt-4o-mini", "openai/gpt-4o", "azure/gpt-4o",
                                             "azure/o3", "router/meta-llama/llama-3"}));
  EXPECT_EQ(models.entries()[0].aliases, std::vector<std::string>{"mini"});
  EXPECT_FALSE(models.entries()[0].is_default);
  EXPECT_TRUE(models.entries()[1].is_default);
}

TEST(ModelCatalog, ResolvesWhatPeopleType) {
  struct Case {
    const char* wanted;
    const char* name;
  };
  const Case cases[] = {
      {"openai/gpt-4o", "openai/gpt-4o"},
      {"OpenAI/GPT-4o", "openai/gpt-4o"},
      {"  gpt-4o-mini ", "openai/gpt-4o-mini"},
      {"Mini", "openai/gpt-4o-mini"},
      {"meta-llama/llama-3", "router/meta-llama/llama-3"},
      {"1", "openai/gpt-4o-mini"},
      {"5", "router/meta-llama/llama-3"},
      {"o3", "openai/gpt-4o"},  // an alias takes precedence over a model's bare name
  };
  const ModelCatalog models = catalog();
  for (const Case& c : cases) {
    const auto name = models.resolve(c.wanted);
    ASSERT_TRUE(name) << c.wanted;
    EXPECT_EQ(*name, c.name) << c.wanted;
  }
}

TEST(ModelCatalog, ListsTheChoicesForAnAmbiguousName) {
  const auto name = catalog().resolve("gpt-4o");
  EXPECT_EQ(name.error().kind, ErrorKind::invalid);
  EXPECT_NE(name.error().message.find("openai/gpt-4o azure/gpt-4o"), std::string::npos);
}

TEST(ModelCatalog, RefusesAnUnlistedModelWithTheListAndTheNearestName) {
  for (const char* wanted : {"gtp-4o-mini", "0", "6", "gone", "", "18446744073709551617"}) {
    const auto name = catalog().resolve(wanted);
    ASSERT_TRUE(name.has_error()) << wanted;
    EXPECT_EQ(name.error().kind, ErrorKind::not_found);
    EXPECT_NE(name.error().message.find("1. openai/gpt-4o-mini"), std::string::npos);
  }
  EXPECT_NE(catalog().resolve("gtp-4o-mini").error().message.find("Did you mean gpt-4o-mini?"),
            std::string::npos);
}

TEST(ModelCatalog, BoundsModelsAndErrorTexts) {
  std::vector<std::string> many;
  for (int i = 0; i < 3'000; ++i) many.push_back("m" + std::to_string(i));
  const ModelCatalog models({listing("p", many)}, {}, "");
  EXPECT_EQ(models.entries().size(), ModelCatalog::kMaxModels);
  const auto name = models.resolve(std::string(5'000, 'x'));
  EXPECT_LT(name.error().message.size(), 600U);
  EXPECT_NE(name.error().message.find("988 more"), std::string::npos);
}

TEST(ModelCatalog, ADefaultThatIsNotListedComesFirst) {
  const ModelCatalog models({listing("openai", {"gpt-4o"})}, {}, "local/llama");
  EXPECT_EQ(models.entries().front().name, "local/llama");
  EXPECT_EQ(*models.resolve("1"), "local/llama");
  EXPECT_TRUE(models.entries().front().is_default);
}

TEST(ModelCatalog, AllowsListedModelsAndProvidersWithoutAList) {
  const ModelCatalog models = catalog();
  EXPECT_TRUE(models.allows("azure/o3"));
  EXPECT_FALSE(models.allows("azure/o4"));
  EXPECT_FALSE(models.allows("mini"));
  EXPECT_TRUE(models.allows("local/anything"));
  EXPECT_FALSE(models.allows("elsewhere/anything"));
}

TEST(FirstServed, SkipsDisabledProviders) {
  EXPECT_EQ(first_served({"openai/gpt-4o", "echo/echo"}, {"echo"}), "echo/echo");
  EXPECT_EQ(first_served({"openai/gpt-4o"}, {"echo"}), "");
}

}  // namespace
}  // namespace yak::models
