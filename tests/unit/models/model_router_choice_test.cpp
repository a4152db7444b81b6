// SPDX-License-Identifier: Apache-2.0
#include "unit/models/model_router_fixture.hpp"

namespace yak::models {
namespace {

using namespace std::chrono_literals;
using ModelRouterChoice = ModelRouterFixture;

TEST_F(ModelRouterChoice, ListsTheAllowedModelsOfAllProviders) {
  options.aliases = {{"fast", "a/two"}, {"other", "b/one"}};
  const auto entries = context.run(made().allowed());
  ASSERT_EQ(entries.size(), 4U);
  EXPECT_EQ(entries[0].name, "a/one");
  EXPECT_TRUE(entries[0].is_default);
  EXPECT_EQ(entries[1].aliases, std::vector<std::string>{"fast"});
  EXPECT_EQ(entries[2].name, "b/one");
  EXPECT_EQ(entries[2].aliases, std::vector<std::string>{"other"});
  EXPECT_EQ(a.model_lists(), 0) << "its models are configured";
}

TEST_F(ModelRouterChoice, AProvidersListIsCached) {
  context.run(made().allowed());
  context.run(made().allowed());
  EXPECT_EQ(b.model_lists(), 1);
  context.advance(10min);
  context.run(made().allowed());
  EXPECT_EQ(b.model_lists(), 2);
}

TEST_F(ModelRouterChoice, AFailedListIsRetriedSoonAndOtherProvidersServe) {
  b.models_failure = unavailable();
  EXPECT_EQ(context.run(made().allowed()).size(), 2U);
  EXPECT_TRUE(context.log().contains("upstream said 503"));
  context.advance(29s);
  context.run(made().allowed());
  EXPECT_EQ(b.model_lists(), 1);
  context.advance(1s);
  b.models_failure.reset();
  EXPECT_EQ(context.run(made().allowed()).size(), 4U);
}

TEST_F(ModelRouterChoice, AnAmbiguousNameNeedsItsProvider) {
  const auto chosen = context.run(made().choose("whatsapp:+1", "two"));
  EXPECT_EQ(chosen.error().kind, ErrorKind::invalid);
  EXPECT_NE(chosen.error().message.find("a/two b/two"), std::string::npos);
  EXPECT_EQ(*context.run(made().choose("whatsapp:+1", "4")), "b/two");
}

TEST_F(ModelRouterChoice, IsUsedForThatUserOnlyAndKept) {
  EXPECT_EQ(*context.run(made().choose("whatsapp:+1", "b/two")), "b/two");
  EXPECT_EQ(completed("+1").answered_by, "b/two");
  EXPECT_EQ(completed("+2").answered_by, "a/one");
  make();
  EXPECT_EQ(completed("+1").answered_by, "b/two");
  EXPECT_EQ(*context.run(made().current("whatsapp:+1")), "b/two");
  EXPECT_EQ(*context.run(made().reset("whatsapp:+1")), "a/one");
  EXPECT_EQ(completed("+1").answered_by, "a/one");
  make();
  EXPECT_EQ(completed("+1").answered_by, "a/one");
}

TEST_F(ModelRouterChoice, TheDefaultAndTheFallbacksMayBeAliases) {
  options.aliases = {{"fast", "a/two"}, {"spare", "b/two"}};
  options.model = {"Fast"};
  options.fallbacks = {"spare"};
  EXPECT_EQ(completed().answered_by, "a/two");
  a.fail(unavailable());
  EXPECT_EQ(completed().answered_by, "b/two");
}

TEST_F(ModelRouterChoice, ATurnRarelyReadsTheStore) {
  for (int i = 0; i < 10; ++i) completed("+1");
  EXPECT_EQ(context.store().gets(), 1);
}

TEST_F(ModelRouterChoice, AnUnlistedModelIsRefusedWithTheList) {
  const auto chosen = context.run(made().choose("whatsapp:+1", "a/three"));
  EXPECT_EQ(chosen.error().kind, ErrorKind::not_found);
  EXPECT_NE(chosen.error().message.find("2. a/two"), std::string::npos);
  EXPECT_EQ(completed("+1").answered_by, "a/one");
}

TEST_F(ModelRouterChoice, AChoiceThatIsNotAllowedFallsBackToTheDefaultAndIsLoggedOnce) {
  context.store().put("model_choice", "whatsapp:+1", "a/gone");
  context.store().put("model_choice", "whatsapp:+2", "a/gone");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(completed("+1").answered_by, "a/one");
    EXPECT_EQ(completed("+2").answered_by, "a/one");
  }
  EXPECT_EQ(context.log().count(LogLevel::warn), 1U);
}

TEST_F(ModelRouterChoice, IsUsedWhileTheProvidersListIsUnknown) {
  context.store().put("model_choice", "whatsapp:+1", "b/two");
  EXPECT_EQ(completed("+1").answered_by, "b/two");
  EXPECT_EQ(b.model_lists(), 0) << "a turn does not wait for a list";
}

TEST_F(ModelRouterChoice, AFailedStoreFallsBackToTheDefault) {
  context.store().fail_with(error(ErrorKind::unavailable, "disk full"));
  EXPECT_EQ(completed("+1").answered_by, "a/one");
  EXPECT_TRUE(context.log().contains("disk full"));
  EXPECT_EQ(context.run(made().choose("whatsapp:+1", "a/two")).error().kind,
            ErrorKind::unavailable);
}

TEST_F(ModelRouterChoice, ALayersModelTakesPrecedence) {
  context.store().put("model_choice", "whatsapp:+1", "a/two");
  Turn asked = turn("+1");
  asked.model = "b/one";
  ASSERT_TRUE(complete(asked));
  EXPECT_EQ(asked.answered_by, "b/one");
  Turn wrong = turn("+1");
  wrong.model = "nowhere/x";
  ASSERT_TRUE(complete(wrong));
  EXPECT_EQ(wrong.answered_by, "a/one");
}

TEST_F(ModelRouterChoice, ServedListsTheModelsOfAllProviders) {
  EXPECT_EQ(context.run(made().served()),
            (std::vector<std::string>{"a/one", "a/two", "b/one", "b/two"}));
}

TEST_F(ModelRouterChoice, AnAliasOfAModelThatMayNotBeChosenIsLogged) {
  ProviderEntry only;
  only.name = "a";
  only.provider = &a;
  only.models = {"one"};
  options.aliases = {{"typo", "a/oen"}, {"off", "elsewhere/x"}};
  const ModelRouter strict(dependencies(), {only}, options, prices);
  EXPECT_TRUE(context.log().contains("alias=typo"));
  EXPECT_FALSE(context.log().contains("alias=off"));
}

}  // namespace
}  // namespace yak::models
