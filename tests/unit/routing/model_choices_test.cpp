#include "routing/model_choices.hpp"

#include <gtest/gtest.h>

#include "yak/testing/fake_store.hpp"
#include "yak/testing/test_loop.hpp"

namespace yak::routing {
namespace {

using testing::FakeStore;
using testing::run;

TEST(ChoiceCache, LetsTheOneLookedAtLongestAgoGo) {
  ChoiceCache cache(2);
  cache.put("a", "1");
  cache.put("b", "2");
  ASSERT_NE(cache.find("a"), nullptr);
  cache.put("c", std::nullopt);
  EXPECT_EQ(cache.size(), 2U);
  EXPECT_EQ(cache.find("b"), nullptr);
  EXPECT_EQ(*cache.find("a"), "1");
  ASSERT_NE(cache.find("c"), nullptr);
  EXPECT_EQ(*cache.find("c"), std::nullopt);
}

TEST(ChoiceCache, AddDoesNotReplace) {
  ChoiceCache cache(2);
  cache.put("a", "new");
  cache.add("a", "old");
  EXPECT_EQ(*cache.find("a"), "new");
  cache.put("a", "newer");
  EXPECT_EQ(*cache.find("a"), "newer");
}

TEST(ModelChoices, ReadsTheStoreOnceAUser) {
  FakeStore store;
  store.put("model_choice", "whatsapp:+1", "openai/gpt-4o");
  ModelChoices choices(store);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(*run(choices.get("whatsapp:+1")), "openai/gpt-4o");
    EXPECT_EQ(*run(choices.get("whatsapp:+2")), std::nullopt);
  }
  EXPECT_EQ(store.gets(), 2);
}

TEST(ModelChoices, WritesThroughAndErases) {
  FakeStore store;
  ModelChoices choices(store);
  ASSERT_TRUE(run(choices.set("u", "a/b")));
  EXPECT_EQ(store.value("model_choice", "u"), "a/b");
  EXPECT_EQ(*run(choices.get("u")), "a/b");
  ASSERT_TRUE(run(choices.set("u", std::nullopt)));
  EXPECT_EQ(store.value("model_choice", "u"), std::nullopt);
  EXPECT_EQ(*run(choices.get("u")), std::nullopt);
}

TEST(ModelChoices, KeepsTheOldChoiceWhenTheWriteFails) {
  FakeStore store;
  ModelChoices choices(store);
  ASSERT_TRUE(run(choices.set("u", "a/b")));
  store.fail_with(error(ErrorKind::unavailable, "disk full"));
  EXPECT_TRUE(run(choices.set("u", "a/c")).has_error());
  EXPECT_EQ(*run(choices.get("u")), "a/b");
}

TEST(ModelChoices, DoesNotRememberAFailedRead) {
  FakeStore store;
  store.put("model_choice", "u", "a/b");
  ModelChoices choices(store);
  store.fail_with(error(ErrorKind::unavailable, "busy"));
  EXPECT_TRUE(run(choices.get("u")).has_error());
  store.fail_with(std::nullopt);
  EXPECT_EQ(*run(choices.get("u")), "a/b");
}

}  // namespace
}  // namespace yak::routing
