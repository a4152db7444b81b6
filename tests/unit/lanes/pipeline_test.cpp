#include "routing/pipeline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <stdexcept>

#include "yak/testing/test_loop.hpp"

namespace yak::routing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Body = std::function<task<result<void>>(Turn&, Next&)>;

class Scripted final : public Middleware {
 public:
  explicit Scripted(Body body) : body_(std::move(body)) {}
  task<result<void>> handle(Turn& turn, Next& next) override {
    co_return co_await body_(turn, next);
  }

 private:
  Body body_;
};

class PipelineTest : public ::testing::Test {
 protected:
  void layer(const std::string& name, Body body) {
    owned.push_back(std::make_unique<Scripted>(std::move(body)));
    Pipeline::Layer added;
    added.name = name;
    added.middleware = owned.back().get();
    layers.push_back(added);
  }
  void tracing_layer(const std::string& name) {
    layer(name, [this, name](Turn& turn, Next& next) -> task<result<void>> {
      trace.push_back(name + " before");
      auto outcome = co_await next(turn);
      trace.push_back(name + " after");
      co_return outcome;
    });
  }
  result<void> run() {
    const Pipeline pipeline(layers, [this](Turn& turn) -> task<result<void>> {
      trace.emplace_back("model");
      turn.result = TurnResult::answered;
      co_return result<void>();
    });
    return testing::run(pipeline.run(the_turn));
  }

  std::vector<std::unique_ptr<Scripted>> owned;
  std::vector<Pipeline::Layer> layers;
  std::vector<std::string> trace;
  Turn the_turn;
};

TEST_F(PipelineTest, RunsLikeAnOnionInTheOrderOfTheConfiguration) {
  tracing_layer("a");
  tracing_layer("b");
  ASSERT_TRUE(run());
  EXPECT_THAT(trace, ElementsAre("a before", "b before", "model", "b after", "a after"));
}

TEST_F(PipelineTest, ALayerThatAnswersEndsTheTurn) {
  layer("stop", [](Turn& turn, Next& /*next*/) -> task<result<void>> {
    turn.result = TurnResult::refused;
    co_return result<void>();
  });
  tracing_layer("inner");
  ASSERT_TRUE(run());
  EXPECT_TRUE(trace.empty());
}

TEST_F(PipelineTest, CallingNextTwiceIsAnErrorAndRunsTheRestOnce) {
  layer("twice", [](Turn& turn, Next& next) -> task<result<void>> {
    auto first = co_await next(turn);
    auto second = co_await next(turn);
    co_return second;
  });
  const auto outcome = run();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::internal);
  EXPECT_THAT(outcome.error().message, HasSubstr("'twice' called next twice"));
  EXPECT_THAT(trace, ElementsAre("model"));
}

TEST_F(PipelineTest, DroppingNextWithoutEndingTheTurnIsAnError) {
  layer("lazy",
        [](Turn& /*turn*/, Next& /*next*/) -> task<result<void>> { co_return result<void>(); });
  const auto outcome = run();
  ASSERT_FALSE(outcome);
  EXPECT_THAT(outcome.error().message, HasSubstr("'lazy' neither called next nor ended the turn"));
}

TEST_F(PipelineTest, WhatALayerThrowsIsCaughtAndNamed) {
  layer("buggy", [](Turn& /*turn*/, Next& /*next*/) -> task<result<void>> {
    throw std::runtime_error("out of range");
    co_return result<void>();
  });
  const auto outcome = run();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::internal);
  EXPECT_THAT(outcome.error().message, HasSubstr("'buggy' threw: out of range"));
}

TEST_F(PipelineTest, AnOddExceptionIsCaughtToo) {
  layer("odd", [](Turn& /*turn*/, Next& /*next*/) -> task<result<void>> {
    throw 42;
    co_return result<void>();
  });
  EXPECT_FALSE(run());
}

TEST_F(PipelineTest, ACancelledOperationIsACancelledTurn) {
  layer("waits", [](Turn& /*turn*/, Next& /*next*/) -> task<result<void>> {
    throw boost::system::system_error(boost::asio::error::operation_aborted);
    co_return result<void>();
  });
  const auto outcome = run();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::canceled);
}

TEST_F(PipelineTest, AFailureOfAnInnerLayerPassesThroughTheOuterOnes) {
  tracing_layer("outer");
  layer("inner", [](Turn& /*turn*/, Next& /*next*/) -> task<result<void>> {
    co_return error(ErrorKind::unavailable, "store is down");
  });
  const auto outcome = run();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().message, "store is down");
  EXPECT_THAT(trace, ElementsAre("outer before", "outer after"));
}

}  // namespace
}  // namespace yak::routing
