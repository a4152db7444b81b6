// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "openai/api/costs.hpp"
#include "unit/plugins/openai/provider_fixture.hpp"

namespace yak::openai {
namespace {

std::string day(const std::string& amounts) {
  return R"({"object":"bucket","start_time":1,"end_time":2,"results":[)" + amounts + "]}";
}
std::string amount(const std::string& value, const std::string& currency = "usd") {
  return R"({"object":"organization.costs.result","amount":{"value":)" + value +
         R"(,"currency":")" + currency + R"("},"line_item":null})";
}
std::string page(const std::string& days, const std::string& next = {}) {
  return R"({"object":"page","data":[)" + days + R"(],"has_more":)" +
         (next.empty() ? "false,\"next_page\":null}" : "true,\"next_page\":\"" + next + "\"}");
}

TEST(CostTotal, AddsUpAndIsDescribed) {
  struct Case {
    std::string body;
    std::optional<double> top_up;
    std::string words;
  };
  const std::vector<Case> cases{
      {page(""), {}, "OpenAI: 0.00 USD in the last 30 days"},
      {page(day("")), {}, "OpenAI: 0.00 USD in the last 30 days"},
      {page(day(amount("1.2")) + "," + day(amount("2") + "," + amount("\"0.01\""))),
       {},
       "OpenAI: 3.21 USD in the last 30 days"},
      {page(day(amount("3.21"))), 10.0,
       "OpenAI: 3.21 USD in the last 30 days, about 6.79 USD of the 10.00 USD top-up left"},
      {page(day(amount("12"))), 10.0,
       "OpenAI: 12.00 USD in the last 30 days, about 0.00 USD of the 10.00 USD top-up left"},
      {page(day(amount("1") + "," + amount("2", "eur"))),
       {},
       "OpenAI: 1.00 USD + 2.00 EUR in the last 30 days"},
  };
  for (const Case& expected : cases) {
    CostTotal total;
    const auto next = total.add_page(expected.body);
    ASSERT_TRUE(next) << next.error().message;
    EXPECT_FALSE(*next);
    EXPECT_EQ(total.summary(expected.top_up), expected.words);
  }
}

TEST(CostTotal, RefusesMalformedBodies) {
  for (const std::string& body :
       {std::string(), std::string("[]"), std::string("{}"), std::string(R"({"data":{}})"),
        std::string(R"({"data":[{}]})"), page(day(amount("null"))), page(day(amount("\"x\""))),
        page(day("{}")), std::string(R"({"data":[],"has_more":true,"next_page":null})")}) {
    CostTotal total;
    const auto next = total.add_page(body);
    ASSERT_FALSE(next) << body;
    EXPECT_EQ(next.error().kind, ErrorKind::protocol);
  }
}

TEST(ProviderCredits, NeedAnAdminKey) {
  Bench bench;
  const auto credits = bench.context.run(bench.provider->credits());
  ASSERT_FALSE(credits);
  EXPECT_EQ(credits.error().kind, ErrorKind::unsupported);
  EXPECT_TRUE(bench.context.http().requests().empty());
}

TEST(ProviderCredits, AreReadPageByPage) {
  Bench bench(settings().secret("admin_key", "sk-admin").number("top_up_usd", 10));
  bench.context.http().reply(200, page(day(amount("1")), "page/2"));
  bench.context.http().reply(200, page(day(amount("0.5"))));
  const auto credits = bench.context.run(bench.provider->credits());
  ASSERT_TRUE(credits) << credits.error().message;
  EXPECT_EQ(credits->summary,
            "OpenAI: 1.50 USD in the last 30 days, about 8.50 USD of the 10.00 USD top-up left");
  // The fake clock starts on 2026-01-05; 30 days including that one begin on 2025-12-07.
  EXPECT_EQ(bench.context.http().request(0).url,
            "https://api.openai.com/v1/organization/costs?start_time=1765065600&bucket_width=1d"
            "&limit=31");
  EXPECT_EQ(testing::header_of(bench.context.http().request(0), "Authorization"),
            "Bearer sk-admin");
  EXPECT_EQ(bench.context.http().request(1).url,
            "https://api.openai.com/v1/organization/costs?start_time=1765065600&bucket_width=1d"
            "&limit=31&page=page%2F2");
}

TEST(ProviderCredits, FailuresHaveAMessage) {
  Bench bench(settings().secret("admin_key", "sk-admin"));
  bench.context.http().reply(401, R"({"error":{"message":"Bad key sk-admin","code":null}})");
  const auto refused = bench.context.run(bench.provider->credits());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "OpenAI answered 401: Bad key [redacted]; check admin_key");

  for (int i = 0; i < 20; ++i) bench.context.http().reply(200, page("", "again"));
  const auto endless = bench.context.run(bench.provider->credits());
  ASSERT_FALSE(endless);
  EXPECT_EQ(endless.error().kind, ErrorKind::protocol);
}

}  // namespace
}  // namespace yak::openai
