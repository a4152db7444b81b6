// SPDX-License-Identifier: Apache-2.0
#include "rate_limit/rate_limit_middleware.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yak/testing/fake_context.hpp"
#include "yak/testing/fake_next.hpp"
#include "yak/testing/settings_builder.hpp"

namespace yak::rate_limit {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr const char* kUser = "+15550000002";

class RateLimit : public ::testing::Test {
 protected:
  void build() { layer_ = make_middleware(context_, settings_.build()).value(); }

  /// Fills the turn as a model with this usage would.
  static void answer(Turn& turn, std::int64_t tokens, std::optional<std::int64_t> nano_usd) {
    Completion completion;
    completion.text = "the answer";
    completion.usage.known = tokens >= 0;
    completion.usage.prompt_tokens = tokens / 2;
    completion.usage.completion_tokens = tokens - tokens / 2;
    turn.completion = completion;
    turn.cost_known = nano_usd.has_value();
    turn.cost_nano_usd = nano_usd.value_or(0);
    turn.result = TurnResult::answered;
  }

  Turn say(const std::string& user = kUser, std::int64_t tokens = 10,
           std::optional<std::int64_t> nano_usd = 1'000) {
    Turn turn = testing::turn_of(testing::message_of("whatsapp", user, "hello"));
    testing::FakeNext next([=](Turn& at_model) { answer(at_model, tokens, nano_usd); });
    const result<void> outcome = context_.run(layer_->handle(turn, next));
    failed_ = !outcome;
    EXPECT_EQ(next.calls() == 1, turn.result == TurnResult::answered);
    return turn;
  }

  static std::string words(const Turn& turn) {
    return turn.reply.parts.empty() ? std::string() : turn.reply.parts.front().text;
  }

  double limited(const std::string& scope) {
    return context_.metrics().value("yak_rate_limited_total", {{"scope", scope}});
  }

  testing::FakeContext context_{"rate_limit"};
  testing::SettingsBuilder settings_{schema()};
  std::unique_ptr<Middleware> layer_;
  bool failed_ = false;
};

TEST_F(RateLimit, AnswersOnlyTheFirstMessageOverTheLimit) {
  settings_.rate("per_user", Rate{20, 1min});
  build();
  for (int i = 0; i < 20; ++i) ASSERT_EQ(say().result, TurnResult::answered) << i;
  const Turn told = say();
  EXPECT_EQ(told.result, TurnResult::refused);
  EXPECT_THAT(words(told), HasSubstr("the limit is 20 in 1 minute. Please try again in 1 minute."));
  const Turn silent = say();
  EXPECT_EQ(silent.result, TurnResult::refused);
  EXPECT_TRUE(silent.reply.empty());
  EXPECT_EQ(limited("user"), 2);
  EXPECT_EQ(say("+15550000003").result, TurnResult::answered);
  context_.clock().advance(60s);
  EXPECT_EQ(say().result, TurnResult::answered);
}

TEST_F(RateLimit, ExemptUsersDoNotUseTheSharedLimit) {
  settings_.rate("global", Rate{1, 1h}).texts("exempt", {"whatsapp:+15550000002"});
  build();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(say().result, TurnResult::answered);
  EXPECT_EQ(say("+15550000003").result, TurnResult::answered);
  EXPECT_EQ(say("+15550000004").result, TurnResult::refused);
  EXPECT_EQ(limited("global"), 1);
}

TEST_F(RateLimit, TokensOfADayCountStoredAndNewUsage) {
  UsageRow row;
  row.user = std::string("whatsapp:") + kUser;
  row.model = "fake/one";
  row.day = day_of(context_.clock().now());
  row.messages = 1;
  row.prompt_tokens = 85;
  Batch batch;
  batch.usage.push_back(row);
  context_.store().apply(batch);
  settings_.integer("tokens_per_day", 100);
  build();
  EXPECT_EQ(say().result, TurnResult::answered);
  EXPECT_EQ(say().result, TurnResult::answered) << "95 of 100: the answer exceeds the limit";
  const Turn refused = say();
  EXPECT_EQ(refused.result, TurnResult::refused);
  EXPECT_THAT(words(refused), HasSubstr("today's allowance of 100 tokens"));
  EXPECT_THAT(words(refused), HasSubstr("in 15 hours"));  // the manual clock starts at 09:00
  EXPECT_TRUE(say().reply.empty());
  EXPECT_EQ(limited("tokens"), 2);
  context_.clock().advance(1h);
  EXPECT_FALSE(say().reply.empty()) << "reminded after an hour";
  EXPECT_EQ(say("+15550000003").result, TurnResult::answered);
  context_.clock().advance(14h);
  EXPECT_EQ(say().result, TurnResult::answered) << "a new day";
}

TEST_F(RateLimit, CostOfADayIsLimited) {
  settings_.number("cost_per_day_usd", 0.000002);
  build();
  EXPECT_EQ(say().result, TurnResult::answered);
  EXPECT_EQ(say().result, TurnResult::answered);
  EXPECT_EQ(say().result, TurnResult::refused);
  EXPECT_EQ(limited("cost"), 1);
}

TEST_F(RateLimit, WarnsOnceIfAnAnswersUsageIsUnknown) {
  settings_.number("cost_per_day_usd", 1);
  build();
  say(kUser, 10, std::nullopt);
  say(kUser, 10, std::nullopt);
  EXPECT_EQ(context_.log().count(LogLevel::warn), 1U);
  EXPECT_TRUE(context_.log().contains("does not count towards the day's limit"));
}

TEST_F(RateLimit, AnUnreadableDayRefusesEverybody) {
  settings_.integer("tokens_per_day", 100);
  build();
  context_.store().fail_with(error(ErrorKind::unavailable, "disk full"));
  EXPECT_EQ(say().result, TurnResult::unanswered);
  EXPECT_TRUE(failed_);
  context_.store().fail_with(std::nullopt);
  EXPECT_EQ(say().result, TurnResult::answered);
}

TEST_F(RateLimit, WithoutSettingsLimitsNothing) {
  build();
  for (int i = 0; i < 100; ++i) ASSERT_EQ(say().result, TurnResult::answered);
}

}  // namespace
}  // namespace yak::rate_limit
