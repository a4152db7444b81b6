// SPDX-License-Identifier: Apache-2.0
#include "models/catalog/model_choices.hpp"

#include <gtest/gtest.h>

#include "yak/testing/fake_store.hpp"
#include "yak/testing/test_loop.hpp"

namespace yak::models {
namespace {

using testing::FakeStore;
using testing::run;

TEST(ModelChoices, ReadsTheStoreOncePerUser) {
  FakeStore store;
  store.put("model_choice", "whatsapp:+1", "openai/gpt-4o");
  const auto keys = store.kv(ModelChoices::kSpace);
  ModelChoices choices(*keys);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(*run(choices.get("whatsapp:+1")), "openai/gpt-4o");
    EXPECT_EQ(*run(choices.get("whatsapp:+2")), std::nullopt);
  }
  EXPECT_EQ(store.gets(), 2);
}

TEST(ModelChoices, WritesThroughAndErases) {
  FakeStore store;
  const auto keys = store.kv(ModelChoices::kSpace);
  ModelChoices choices(*keys);
  ASSERT_TRUE(run(choices.set("u", "a/b")));
  EXPECT_EQ(store.value("model_choice", "u"), "a/b");
  EXPECT_EQ(*run(choices.get("u")), "a/b");
  ASSERT_TRUE(run(choices.set("u", std::nullopt)));
  EXPECT_EQ(store.value("model_choice", "u"), std::nullopt);
  EXPECT_EQ(*run(choices.get("u")), std::nullopt);
}

TEST(ModelChoices, KeepsTheOldChoiceWhenTheWriteFails) {
  FakeStore store;
  const auto keys = store.kv(ModelChoices::kSpace);
  ModelChoices choices(*keys);
  ASSERT_TRUE(run(choices.set("u", "a/b")));
  store.fail_with(error(ErrorKind::unavailable, "disk full"));
  EXPECT_TRUE(run(choices.set("u", "a/c")).has_error());
  EXPECT_EQ(*run(choices.get("u")), "a/b");
}

TEST(ModelChoices, AMovedChoiceDoesNotReplaceAnExistingOne) {
  FakeStore store;
  const auto keys = store.kv(ModelChoices::kSpace);
  ModelChoices choices(*keys);
  ASSERT_TRUE(run(choices.load()));
  ASSERT_TRUE(run(choices.set("w:+1", "a/one")));
  choices.move("w:+1", "w:DE.1");
  EXPECT_EQ(*run(choices.get("w:DE.1")), "a/one");
  EXPECT_EQ(*run(choices.get("w:+1")), std::nullopt);
  ASSERT_TRUE(run(choices.set("w:+2", "a/two")));
  choices.move("w:+2", "w:DE.1");
  EXPECT_EQ(*run(choices.get("w:DE.1")), "a/one");
}

TEST(ModelChoices, AMoveOfAnUnknownChoiceReadsTheStoreAgain) {
  FakeStore store;
  const auto keys = store.kv(ModelChoices::kSpace);
  ModelChoices choices(*keys);
  EXPECT_EQ(*run(choices.get("w:DE.1")), std::nullopt);
  store.put("model_choice", "w:DE.1", "a/one");  // simulates the move that the store makes
  choices.move("w:+1", "w:DE.1");
  EXPECT_EQ(*run(choices.get("w:DE.1")), "a/one");
}

TEST(ModelChoices, DoesNotRememberAFailedRead) {
  FakeStore store;
  store.put("model_choice", "u", "a/b");
  const auto keys = store.kv(ModelChoices::kSpace);
  ModelChoices choices(*keys);
  store.fail_with(error(ErrorKind::unavailable, "busy"));
  EXPECT_TRUE(run(choices.get("u")).has_error());
  store.fail_with(std::nullopt);
  EXPECT_EQ(*run(choices.get("u")), "a/b");
}

TEST(ModelChoices, DoesNotReadTheStoreOnceAllAreLoaded) {
  FakeStore store;
  store.put("model_choice", "u", "a/b");
  const auto keys = store.kv(ModelChoices::kSpace);
  ModelChoices choices(*keys);
  ASSERT_TRUE(run(choices.load()));
  EXPECT_EQ(*run(choices.get("u")), "a/b");
  EXPECT_EQ(*run(choices.get("v")), std::nullopt);
  ASSERT_TRUE(run(choices.set("v", "a/c")));
  ASSERT_TRUE(run(choices.set("u", std::nullopt)));
  EXPECT_EQ(*run(choices.get("u")), std::nullopt);
  EXPECT_EQ(*run(choices.get("v")), "a/c");
  EXPECT_EQ(store.gets(), 0);
}

TEST(ModelChoices, ReadsTheStoreIfThereAreTooManyToKeep) {
  FakeStore store;
  const auto keys = store.kv(ModelChoices::kSpace);
  ModelChoices choices(*keys, 2);
  ASSERT_TRUE(run(choices.load()));
  for (const char* user : {"u", "v", "w"}) ASSERT_TRUE(run(choices.set(user, "a/b")));
  for (const char* user : {"u", "v", "w"}) EXPECT_EQ(*run(choices.get(user)), "a/b") << user;
  EXPECT_GT(store.gets(), 0);
}

TEST(ModelChoices, ReadsTheStoreIfThereAreTooManyToLoad) {
  FakeStore store;
  for (const char* user : {"u", "v", "w"}) store.put("model_choice", user, "a/b");
  const auto keys = store.kv(ModelChoices::kSpace);
  ModelChoices choices(*keys, 2);
  ASSERT_TRUE(run(choices.load()));
  for (const char* user : {"u", "v", "w"}) EXPECT_EQ(*run(choices.get(user)), "a/b") << user;
}

TEST(ModelChoices, ReportsAFailedLoad) {
  FakeStore store;
  const auto keys = store.kv(ModelChoices::kSpace);
  ModelChoices choices(*keys);
  store.fail_with(error(ErrorKind::unavailable, "busy"));
  EXPECT_TRUE(run(choices.load()).has_error());
}

}  // namespace
}  // namespace yak::models
