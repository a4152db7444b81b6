// SPDX-License-Identifier: Apache-2.0
#include "models/model_router.hpp"

#include "unit/models/model_router_fixture.hpp"

namespace yak::models {
namespace {

using namespace std::chrono_literals;
using ModelRouterTest = ModelRouterFixture;

TEST_F(ModelRouterTest, TheDefaultAnswersAndItsCostIsWrittenWithTheReply) {
  a.answer("**hello**");
  const Turn turn = completed();
  ASSERT_EQ(turn.reply.parts.size(), 1U);
  EXPECT_EQ(turn.reply.parts[0].text, "**hello**");
  EXPECT_EQ(turn.reply.parts[0].markup, Markup::markdown);
  EXPECT_EQ(turn.result, TurnResult::answered);
  EXPECT_EQ(turn.answered_by, "a/one");
  ASSERT_TRUE(turn.completion);
  EXPECT_TRUE(turn.cost_known);
  EXPECT_EQ(turn.cost_nano_usd, 10 * 1'000 + 5 * 2'000);
  EXPECT_DOUBLE_EQ(context.metrics().value("yak_model_cost_usd_total", {{"model", "a/one"}}), 2e-5);
  ASSERT_EQ(turn.writes.usage.size(), 1U);
  const UsageRow& row = turn.writes.usage[0];
  EXPECT_EQ(row.user, "whatsapp:+1");
  EXPECT_EQ(row.model, "a/one");
  EXPECT_EQ(row.day, day_of(context.clock().now()));
  EXPECT_EQ(row.messages, 1);
  EXPECT_EQ(row.prompt_tokens, 10);
  EXPECT_EQ(row.completion_tokens, 5);
  EXPECT_EQ(row.cost_nano_usd, 20'000);
  EXPECT_EQ(row.unpriced_messages, 0);
  EXPECT_EQ(sink.text(), "**hello**");
  EXPECT_EQ(
      context.metrics().value("yak_model_calls_total", {{"model", "a/one"}, {"result", "ok"}}), 1);
}

TEST_F(ModelRouterTest, AnUnknownPriceIsCountedAsUnknown) {
  Turn asked = turn();
  asked.model = "b/two";
  ASSERT_TRUE(complete(asked));
  EXPECT_FALSE(asked.cost_known);
  EXPECT_EQ(context.metrics().value("yak_model_unpriced_calls_total", {{"model", "b/two"}}), 1);
  EXPECT_EQ(asked.writes.usage[0].unpriced_messages, 1);
  EXPECT_EQ(asked.writes.usage[0].cost_nano_usd, 0);
  EXPECT_EQ(b.requests().at(0).model, "two");
}

TEST_F(ModelRouterTest, TheProviderNeverSeesTheAddress) {
  ASSERT_TRUE(context.run(made().start(*user_keys)));
  completed("+15551234567");
  completed("+15551234567");
  const auto requests = a.requests();
  EXPECT_EQ(requests[0].user.size(), 32U);
  EXPECT_EQ(requests[0].user, requests[1].user);
  EXPECT_EQ(requests[0].user.find("5551234567"), std::string::npos);
  make();
  ASSERT_TRUE(context.run(made().start(*user_keys)));
  completed("+15551234567");
  EXPECT_EQ(a.requests()[2].user, requests[0].user) << "the key outlives the router";
}

TEST_F(ModelRouterTest, FallsBackInOrderOnRetryableFailures) {
  options.fallbacks = {"off/x", "a/one", "a/two", "b/one"};
  a.fail(unavailable());
  a.fail(error(ErrorKind::rate_limited, "429"));
  b.answer("from b");
  const Turn turn = completed();
  EXPECT_EQ(turn.answered_by, "b/one");
  EXPECT_EQ(a.requests().size(), 2U);
  EXPECT_EQ(a.requests()[1].model, "two");
  EXPECT_EQ(turn.writes.usage.size(), 1U);
  EXPECT_EQ(context.metrics().value("yak_model_fallbacks_total"), 1);
}

TEST_F(ModelRouterTest, EveryCallIsAStepWithATraceparentOfItsOwn) {
  options.fallbacks = {"b/one"};
  a.fail(unavailable());
  b.answer("from b");
  Turn asked = turn();
  asked.message.trace_id.fill(0x11);
  asked.steps.emplace_back("model", context.clock().monotonic());
  ASSERT_TRUE(complete(asked));
  ASSERT_EQ(asked.steps.size(), 3U);
  EXPECT_EQ(asked.steps[1].name, "a/one");
  EXPECT_TRUE(asked.steps[1].failed);
  EXPECT_EQ(asked.steps[1].detail, "unavailable: upstream said 503");
  EXPECT_EQ(asked.steps[2].name, "b/one");
  EXPECT_FALSE(asked.steps[2].failed);
  EXPECT_EQ(asked.steps[2].detail, "");
  // The headers name the spans of steps[1] and steps[2].
  EXPECT_EQ(a.requests()[0].traceparent, "00-11111111111111111111111111111111-1111111111111113-01");
  EXPECT_EQ(b.requests()[0].traceparent, "00-11111111111111111111111111111111-1111111111111114-01");
}

TEST_F(ModelRouterTest, ASkippedCallAndAWaitForAPlaceAreStepsToo) {
  options.breaker.failures = 1;
  options.fallbacks = {"b/one"};
  a.fail(unavailable());
  b.answer("from b");
  completed();
  b.answer("from b");
  const Turn held = completed();
  ASSERT_EQ(held.steps.size(), 2U);
  EXPECT_EQ(held.steps[0].detail, "unavailable: the breaker of a/one is open");
  EXPECT_TRUE(held.steps[0].failed);
}

TEST_F(ModelRouterTest, ARefusalOfAProviderFallsBackToAnotherProvider) {
  for (const ErrorKind kind :
       {ErrorKind::quota, ErrorKind::unauthenticated, ErrorKind::forbidden, ErrorKind::not_found}) {
    options.fallbacks = {"a/two", "b/one"};
    make();
    const std::size_t asked = a.requests().size();
    a.fail(error(kind, "refused"));
    b.answer("from b");
    const Turn turn = completed();
    EXPECT_EQ(turn.answered_by, "b/one") << to_string(kind);
    EXPECT_EQ(a.requests().size(), asked + 1) << "the provider would refuse its other models too";
  }
}

TEST_F(ModelRouterTest, ARequestThatEveryModelRefusesIsNotSentToAnother) {
  for (const ErrorKind kind : {ErrorKind::invalid, ErrorKind::too_large, ErrorKind::protocol}) {
    make();
    a.fail(error(kind, "no"));
    EXPECT_EQ(completed().result, TurnResult::failed) << to_string(kind);
  }
  EXPECT_TRUE(b.requests().empty());
}

TEST_F(ModelRouterTest, ARefusalWithoutAnotherProviderIsTheAnswer) {
  options.fallbacks = {"a/two"};
  a.fail(error(ErrorKind::quota, "insufficient_quota, request req_1"));
  const Turn turn = completed();
  EXPECT_EQ(turn.result, TurnResult::failed);
  EXPECT_TRUE(b.requests().empty());
  EXPECT_NE(turn.reply.parts.at(0).text.find("allowance"), std::string::npos);
  EXPECT_EQ(turn.reply.parts[0].text.find("req_1"), std::string::npos);
  EXPECT_EQ(turn.reply.parts[0].markup, Markup::plain);
  EXPECT_TRUE(turn.writes.empty());
  EXPECT_TRUE(context.log().contains("req_1"));
  EXPECT_EQ(context.log().count(LogLevel::error), 1U);
}

TEST_F(ModelRouterTest, ReportsTheFirstFailureIfAllFail) {
  a.fail(error(ErrorKind::rate_limited, "429").after(34s));
  b.fail(error(ErrorKind::unauthenticated, "wrong key"));
  const Turn turn = completed();
  EXPECT_NE(turn.reply.parts.at(0).text.find("34 seconds"), std::string::npos);
}

TEST_F(ModelRouterTest, AProviderThatHangsIsCutOffAtTheDeadline) {
  options.fallbacks.clear();
  a.hang();
  const auto begin = context.clock().monotonic();
  const Turn turn = completed();
  EXPECT_EQ(context.clock().monotonic() - begin, 90s);
  EXPECT_EQ(turn.result, TurnResult::failed);
  EXPECT_NE(turn.reply.parts.at(0).text.find("too long"), std::string::npos);
  EXPECT_EQ(a.running(), 0);
}

TEST_F(ModelRouterTest, AllAttemptsShareOneDeadline) {
  a.fail(unavailable(), 60s);
  b.hang();
  const auto begin = context.clock().monotonic();
  const Turn turn = completed();
  EXPECT_EQ(context.clock().monotonic() - begin, 90s);
  EXPECT_EQ(turn.result, TurnResult::failed);
  EXPECT_EQ(a.requests()[0].deadline, begin + 90s);
  EXPECT_EQ(b.requests().at(0).deadline, begin + 90s);
}

TEST_F(ModelRouterTest, AModelIsNotCalledWithNoTimeLeft) {
  a.hang();
  completed();
  EXPECT_TRUE(b.requests().empty());
}

TEST_F(ModelRouterTest, AnOpenBreakerLeadsToTheFallbackAtOnce) {
  for (int i = 0; i < 3; ++i) a.fail(unavailable());
  for (int i = 0; i < 4; ++i) EXPECT_EQ(completed().answered_by, "b/one");
  EXPECT_EQ(a.requests().size(), 3U);
  EXPECT_EQ(made().open_breakers(), std::vector<std::string>{"a/one"});
  EXPECT_EQ(context.metrics().value("yak_model_breaker_opened_total", {{"model", "a/one"}}), 1);

  context.advance(30s);
  a.fail(unavailable());
  EXPECT_EQ(completed().answered_by, "b/one");
  EXPECT_EQ(completed().answered_by, "b/one");
  EXPECT_EQ(a.requests().size(), 4U) << "one probe";
  context.advance(30s);
  EXPECT_EQ(completed().answered_by, "a/one");
  EXPECT_TRUE(made().open_breakers().empty());
}

TEST_F(ModelRouterTest, TheBreakerIsPerModelNotPerProvider) {
  for (int i = 0; i < 3; ++i) a.fail(unavailable());
  for (int i = 0; i < 3; ++i) completed();
  Turn asked = turn();
  asked.model = "a/two";
  ASSERT_TRUE(complete(asked));
  EXPECT_EQ(asked.answered_by, "a/two");
}

TEST_F(ModelRouterTest, RefusalsOfTheRequestDoNotOpenTheBreaker) {
  for (int i = 0; i < 10; ++i) a.fail(error(ErrorKind::invalid, "400"));
  for (int i = 0; i < 10; ++i) completed();
  EXPECT_EQ(a.requests().size(), 10U);
}

TEST_F(ModelRouterTest, AThrowingProviderFailsTheTurnAndNothingElse) {
  a.explode("null pointer somewhere");
  const Turn turn = completed();
  EXPECT_EQ(turn.result, TurnResult::failed);
  EXPECT_TRUE(context.log().contains("null pointer somewhere"));
  EXPECT_EQ(completed().answered_by, "a/one");
}

TEST_F(ModelRouterTest, ACancelledTurnReportsCancellationAndLeavesNothingRunning) {
  a.hang();
  Turn asked = turn();
  auto running = context.start(made().complete(asked, sink));
  context.settle();
  EXPECT_EQ(a.running(), 1);
  running.cancel();
  context.settle();
  ASSERT_TRUE(running.done());
  EXPECT_EQ(running.take().error().kind, ErrorKind::canceled);
  EXPECT_EQ(a.running(), 0);
  EXPECT_TRUE(b.requests().empty());
  EXPECT_TRUE(asked.reply.empty());
  EXPECT_EQ(context.log().count(LogLevel::warn) + context.log().count(LogLevel::error), 0U);
}

TEST_F(ModelRouterTest, ACancelledProbeLeavesTheBreakerReadyForTheNext) {
  options.fallbacks.clear();
  for (int i = 0; i < 3; ++i) a.fail(unavailable());
  for (int i = 0; i < 3; ++i) completed();
  context.advance(30s);
  a.hang();
  Turn asked = turn();
  auto probe = context.start(made().complete(asked, sink));
  context.settle();
  probe.cancel();
  context.settle();
  EXPECT_EQ(completed().answered_by, "a/one");
}

TEST_F(ModelRouterTest, AProvidersPlacesAreLimitedAndAFullQueueFallsBack) {
  places = 1;
  a.answer("slow", 60s);
  Turn first = turn("+1");
  auto running = context.start(made().complete(first, sink));
  context.settle();
  const auto begin = context.clock().monotonic();
  EXPECT_EQ(completed("+2").answered_by, "b/one");
  EXPECT_EQ(context.clock().monotonic() - begin, 10s);
  EXPECT_EQ(a.requests().size(), 1U);
  EXPECT_EQ(context.metrics().value("yak_model_calls_total",
                                    {{"model", "a/one"}, {"result", "queue_full"}}),
            1);
  context.advance(60s);
  EXPECT_TRUE(running.done());
}

TEST_F(ModelRouterTest, WithoutAnyModelTheUserGetsASentence) {
  options.model = {"off/none"};
  options.fallbacks.clear();
  const Turn turn = completed();
  EXPECT_EQ(turn.result, TurnResult::failed);
  EXPECT_NE(turn.reply.parts.at(0).text.find("not set up"), std::string::npos);
}

TEST_F(ModelRouterTest, TheLabelsOfMetricsAreBounded) {
  ModelMetrics meters(context.metrics());
  for (int i = 0; i < 1'000; ++i) meters.called("m" + std::to_string(i), "ok");
  EXPECT_EQ(
      context.metrics().value("yak_model_calls_total", {{"model", "other"}, {"result", "ok"}}),
      1'000 - static_cast<double>(ModelMetrics::kMaxNames));
}

}  // namespace
}  // namespace yak::models
