// SPDX-License-Identifier: Apache-2.0
#include "models/catalog/prices_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace yak::models {
namespace {

Usage usage(std::int64_t prompt, std::int64_t completion, std::int64_t cached = 0) {
  Usage made;
  made.known = true;
  made.prompt_tokens = prompt;
  made.completion_tokens = completion;
  made.cached_tokens = cached;
  return made;
}

Price price(double input, double output) {
  Price made;
  made.input = input;
  made.output = output;
  return made;
}

TEST(CostOf, CountsInNanoUsd) {
  EXPECT_EQ(cost_of(price(0.15, 0.6), usage(1'000'000, 0)), 150'000'000);
  EXPECT_EQ(cost_of(price(0.15, 0.6), usage(1, 1)), 750);
  EXPECT_EQ(cost_of(price(0.0004, 0), usage(1, 0)), 0);
  EXPECT_EQ(cost_of(price(0.0005, 0), usage(1, 0)), 1);
}

TEST(CostOf, PricesCachedInputSeparately) {
  Price cached = price(2, 8);
  EXPECT_EQ(cost_of(cached, usage(100, 0, 60)), 200'000);
  cached.cached_input = 0.5;
  EXPECT_EQ(cost_of(cached, usage(100, 0, 60)), 40 * 2'000 + 60 * 500);
  EXPECT_EQ(cost_of(cached, usage(100, 0, 500)), 100 * 500);
}

TEST(CostOf, NegativeCountsCostNothingAndHugeOnesStayInRange) {
  EXPECT_EQ(cost_of(price(2, 8), usage(-100, -50, -10)), 0);
  EXPECT_EQ(cost_of(price(2, 8), usage(-100, 1)), 8'000);
  EXPECT_EQ(cost_of(price(1e300, 8), usage(100, 1)), 1'000'000'000'000'000'000);
}

TEST(CostOf, AppliesTheTierOfALongPromptToTheWholeCall) {
  Price tiered = price(5, 30);
  tiered.cached_input = 0.5;
  Price::LongContext tier;
  tier.above_prompt_tokens = 272'000;
  tier.input = 10;
  tier.output = 45;
  tiered.long_context = tier;
  EXPECT_EQ(cost_of(tiered, usage(272'000, 1)), 272'000 * 5'000LL + 30'000);
  EXPECT_EQ(cost_of(tiered, usage(272'001, 1)), 272'001 * 10'000LL + 45'000);
  EXPECT_EQ(cost_of(tiered, usage(300'000, 0, 100'000)), 200'000 * 10'000LL + 100'000 * 1'000LL);
}

TEST(Prices, TheShippedFileIsValid) {
  const auto prices = read_price_file(YAK_SOURCE_DIR "/config/model_prices.json");
  ASSERT_TRUE(prices) << prices.error().message;
  EXPECT_EQ(prices->size(), 47U);
  EXPECT_EQ(prices->cost("openai/gpt-4o-mini", "gpt-4o-mini", usage(1'000'000, 0)), 150'000'000);
}

TEST(Prices, ATierBeyondAnyPromptIsRead) {
  const Prices prices = parse_prices(R"({"models": [{"model": "m", "input_usd_per_1m": 1,
      "output_usd_per_1m": 1, "long_context": {"above_input_tokens": 1e300,
      "input_usd_per_1m": 2, "output_usd_per_1m": 2}}]})")
                            .value();
  EXPECT_EQ(prices.cost("p/m", "m", usage(1'000'000, 0)), 1'000'000'000);
}

constexpr const char* kText = R"({"models": [
  {"model": "gpt-4o", "input_usd_per_1m": 2.5, "output_usd_per_1m": 10,
   "cached_input_usd_per_1m": null, "long_context": null},
  {"model": "gpt-4o-2024-11-20", "input_usd_per_1m": 3, "output_usd_per_1m": 10},
  {"model": "org/one", "input_usd_per_1m": 1, "output_usd_per_1m": 1},
  {"model": "free", "input_usd_per_1m": 0, "output_usd_per_1m": 0},
  {"model": "unpriced", "input_usd_per_1m": null, "output_usd_per_1m": 10}]})";

TEST(Prices, FindThePriceOfTheModelThatAnswered) {
  const Prices prices = parse_prices(kText).value();
  struct Case {
    const char* asked;
    const char* answered;
    std::optional<std::int64_t> nano;
  };
  const Case cases[] = {
      {"openai/gpt-4o", "gpt-4o", 2'500},
      {"openai/gpt-4o", "", 2'500},
      {"openai/gpt-4o", "gpt-4o-2024-05-13", 2'500},  // a snapshot has the price of its alias
      {"openai/gpt-4o", "gpt-4o-2024-11-20", 3'000},  // unless it has a price of its own
      {"openai/gpt-4o-2024-08-06", "?", 2'500},
      {"router/org/one", "org/one", 1'000},
      {"openai/free", "free", 0},
      {"openai/unpriced", "unpriced", std::nullopt},
      {"openai/gpt-9", "gpt-9", std::nullopt},
      {"openai/gpt-4o-20241120", "gpt-4o-20241120", std::nullopt},
      {"echo/echo", "echo", std::nullopt},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(prices.cost(c.asked, c.answered, usage(1, 0)), c.nano) << c.asked << c.answered;
  }
  EXPECT_EQ(prices.cost("openai/gpt-4o", "gpt-4o", Usage()), std::nullopt);
}

TEST(Prices, TheConfigurationOverridesTheFile) {
  Prices prices = parse_prices(kText).value();
  prices.override_price("gpt-4o", price(1, 1));
  EXPECT_EQ(prices.cost("openai/gpt-4o", "gpt-4o-2024-11-20", usage(1, 0)), 1'000);
  prices.override_price("azure/gpt-4o", price(7, 7));
  EXPECT_EQ(prices.cost("azure/gpt-4o", "gpt-4o", usage(1, 0)), 7'000);
  EXPECT_EQ(prices.cost("openai/gpt-4o", "gpt-4o", usage(1, 0)), 1'000);
}

TEST(Prices, ABrokenFileIsAnError) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  const std::string deep_model = R"({"models": [{"model": )" + deep + "}]}";
  const std::vector<std::string> texts{"",
                                       "{",
                                       "[]",
                                       "{}",
                                       R"({"models": {}})",
                                       R"({"models": [1]})",
                                       R"({"models": [{}]})",
                                       R"({"models": [{"model": 1}]})",
                                       deep,
                                       deep_model};
  for (const std::string& text : texts) {
    const auto prices = parse_prices(text);
    ASSERT_TRUE(prices.has_error()) << text.substr(0, 40);
    EXPECT_EQ(prices.error().kind, ErrorKind::invalid);
  }
  EXPECT_EQ(read_price_file("/nonexistent/prices.json").error().kind, ErrorKind::not_found);
}

TEST(Prices, ImplausibleNumbersAreNoPrice) {
  const char* text = R"({"models": [
    {"model": "a", "input_usd_per_1m": -1, "output_usd_per_1m": 1},
    {"model": "b", "input_usd_per_1m": "1", "output_usd_per_1m": 1}]})";
  EXPECT_EQ(parse_prices(text)->size(), 0U);
}

}  // namespace
}  // namespace yak::models
