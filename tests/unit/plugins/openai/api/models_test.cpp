// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "openai/api/model_cache.hpp"
#include "openai/api/model_list.hpp"
#include "unit/plugins/openai/provider_fixture.hpp"

namespace yak::openai {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;

std::vector<std::string> ids(const std::vector<Model>& models) {
  std::vector<std::string> all;
  for (const Model& model : models) all.push_back(model.id);
  return all;
}

TEST(ModelList, IsReadInOrderOfId) {
  const auto models = read_models(
      R"({"object":"list","data":[{"id":"gpt-5"},{"id":"gpt-4o"},{"id":"gpt-5"},{"id":""},{"id":7},{},7]})");
  ASSERT_TRUE(models);
  EXPECT_THAT(ids(*models), ElementsAre("gpt-4o", "gpt-5"));
  const auto bare = read_models(R"([{"id":"a/b"}])");
  ASSERT_TRUE(bare);
  EXPECT_THAT(ids(*bare), ElementsAre("a/b"));
}

TEST(ModelList, IsBounded) {
  std::string body = "[";
  for (int i = 0; i < 5000; ++i) body += R"({"id":"m)" + std::to_string(i) + "\"},";
  body.back() = ']';
  const auto models = read_models(body);
  ASSERT_TRUE(models);
  EXPECT_EQ(models->size(), kMaxModels);
}

TEST(ModelList, RefusesMalformedBodies) {
  for (const char* body : {"", "<html>", "{}", R"({"data":null})", R"({"data":{}})", "7"}) {
    const auto models = read_models(body);
    ASSERT_FALSE(models) << body;
    EXPECT_EQ(models.error().kind, ErrorKind::protocol);
  }
}

constexpr const char* kTwo = R"({"data":[{"id":"b"},{"id":"a"}]})";
constexpr const char* kOne = R"({"data":[{"id":"c"}]})";

TEST(ProviderModels, AreFetchedOncePerCacheLifetime) {
  Bench bench;
  bench.context.http().reply_to("GET", "https://api.openai.com/v1/models",
                                ScriptedReply(200, kTwo, "application/json"));
  bench.context.http().reply(200, kOne);
  EXPECT_THAT(ids(bench.context.run(bench.provider->models()).value()), ElementsAre("a", "b"));
  bench.context.clock().advance(minutes(9));
  EXPECT_THAT(ids(bench.context.run(bench.provider->models()).value()), ElementsAre("a", "b"));
  EXPECT_EQ(bench.context.http().requests().size(), 1U);
  EXPECT_EQ(testing::header_of(bench.context.http().request(0), "Authorization"),
            "Bearer sk-configured");
  bench.context.clock().advance(minutes(1));
  EXPECT_THAT(ids(bench.context.run(bench.provider->models()).value()), ElementsAre("c"));
}

TEST(ProviderModels, AreKeptWhenTheServerFails) {
  Bench bench;
  bench.context.http().reply(200, kTwo);
  bench.context.http().reply(502, "<html>", "text/html");
  bench.context.http().reply(200, "nonsense");
  bench.context.http().reply(200, kOne);
  ASSERT_TRUE(bench.context.run(bench.provider->models()));
  for (int failure = 0; failure < 2; ++failure) {
    bench.context.clock().advance(minutes(10));
    EXPECT_THAT(ids(bench.context.run(bench.provider->models()).value()), ElementsAre("a", "b"));
  }
  bench.context.clock().advance(seconds(4));
  EXPECT_THAT(ids(bench.context.run(bench.provider->models()).value()), ElementsAre("a", "b"));
  bench.context.clock().advance(seconds(1));
  EXPECT_THAT(ids(bench.context.run(bench.provider->models()).value()), ElementsAre("c"));
}

TEST(ProviderModels, FailWithAMessageBeforeTheFirstSuccess) {
  Bench bench;
  bench.context.http().reply(
      401,
      R"({"error":{"message":"Incorrect API key provided: sk-configured","code":"invalid_api_key"}})");
  const auto models = bench.context.run(bench.provider->models());
  ASSERT_FALSE(models);
  EXPECT_EQ(models.error().kind, ErrorKind::unauthenticated);
  EXPECT_EQ(models.error().message,
            "OpenAI answered 401 invalid_api_key: Incorrect API key provided: [redacted]; check "
            "api_key");
  // The failure is cached for a while; the provider does not ask again at once.
  ASSERT_FALSE(bench.context.run(bench.provider->models()));
  EXPECT_EQ(bench.context.http().requests().size(), 1U);
}

TEST(ModelCache, LetsOneCallerRefreshWhileOthersUseTheOldList) {
  const MonotonicTime start{minutes(100)};
  ModelCache cache(minutes(10));
  EXPECT_FALSE(cache.look(start));
  std::vector<Model> models;
  models.emplace_back("a");
  cache.keep(models, start);
  const MonotonicTime later = start + minutes(10);
  EXPECT_FALSE(cache.look(later)) << "the first caller fetches";
  EXPECT_TRUE(cache.look(later)) << "the second caller gets the old list";
  EXPECT_FALSE(cache.look(later + ModelCache::kFetchTime)) << "the first caller never returned";
}

}  // namespace
}  // namespace yak::openai
