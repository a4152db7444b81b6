// SPDX-License-Identifier: Apache-2.0
#include "conversation/turns/pipeline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <stdexcept>

#include "unit/conversation/turns/function_end.hpp"
#include "yak/testing/manual_clock.hpp"
#include "yak/testing/recording_log.hpp"
#include "yak/testing/test_loop.hpp"

namespace yak::conversation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using namespace std::chrono_literals;

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
    added.plugin = name + " 1.2.3";
    added.path = "middleware[" + std::to_string(layers.size()) + "]";
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
    const auto model = [this](Turn& turn) -> task<result<void>> {
      trace.emplace_back("model");
      clock.advance(100ms);
      turn.result = TurnResult::answered;
      co_return result<void>();
    };
    const Pipeline pipeline(layers, std::make_unique<testing::FunctionEnd>(model), clock, log);
    return testing::run(pipeline.run(the_turn));
  }

  testing::ManualClock clock;
  testing::RecordingLog log;
  std::vector<std::unique_ptr<Scripted>> owned;
  std::vector<Pipeline::Layer> layers;
  std::vector<std::string> trace;
  Turn the_turn;
};

TEST_F(PipelineTest, RunsNestedLayersInTheOrderOfTheConfiguration) {
  tracing_layer("a");
  tracing_layer("b");
  ASSERT_TRUE(run());
  EXPECT_THAT(trace, ElementsAre("a before", "b before", "model", "b after", "a after"));
}

TEST_F(PipelineTest, EveryLayerIsAStepThatContainsTheInnerOnes) {
  layer("outer", [this](Turn& turn, Next& next) -> task<result<void>> {
    clock.advance(5ms);
    auto outcome = co_await next(turn);
    clock.advance(2ms);
    co_return outcome;
  });
  layer("inner", [this](Turn& turn, Next& next) -> task<result<void>> {
    clock.advance(1ms);
    return next(turn);
  });
  const MonotonicTime began = clock.monotonic();
  ASSERT_TRUE(run());
  ASSERT_THAT(the_turn.steps, SizeIs(3));
  EXPECT_EQ(the_turn.steps[0].name, "outer");
  EXPECT_EQ(the_turn.steps[0].began, began);
  EXPECT_EQ(the_turn.steps[0].took, 108ms);
  EXPECT_EQ(the_turn.steps[1].name, "inner");
  EXPECT_EQ(the_turn.steps[1].began, began + 5ms);
  EXPECT_EQ(the_turn.steps[1].took, 101ms);
  EXPECT_EQ(the_turn.steps[2].name, "model");
  EXPECT_EQ(the_turn.steps[2].took, 100ms);
  for (const TurnStep& step : the_turn.steps) EXPECT_FALSE(step.failed);
}

TEST_F(PipelineTest, AFailedStepIsMarked) {
  tracing_layer("fine");
  layer("broken", [](Turn& /*turn*/, Next& /*next*/) -> task<result<void>> {
    throw std::runtime_error("boom");
  });
  EXPECT_FALSE(run());
  ASSERT_THAT(the_turn.steps, SizeIs(2));
  EXPECT_TRUE(the_turn.steps[0].failed);
  EXPECT_TRUE(the_turn.steps[1].failed);
}

TEST_F(PipelineTest, ALayerMayAddStepsOrTakeThemAway) {
  layer("adds", [this](Turn& turn, Next& next) -> task<result<void>> {
    while (turn.steps.size() < kMaxTurnSteps) turn.steps.emplace_back("own", clock.monotonic());
    return next(turn);
  });
  tracing_layer("no room");
  layer("clears", [](Turn& turn, Next& next) -> task<result<void>> {
    turn.steps.clear();
    return next(turn);
  });
  ASSERT_TRUE(run());
  EXPECT_THAT(the_turn.steps, SizeIs(1));
  EXPECT_EQ(the_turn.steps[0].name, "model");
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

TEST_F(PipelineTest, CallingNextWithoutAwaitingItIsABugOfThePlugin) {
  tracing_layer("outer");
  the_turn.message.id = 7;
  layer("hasty", [](Turn& turn, Next& next) -> task<result<void>> {
    auto forgotten = next(turn);
    co_return result<void>();
  });
  const auto outcome = run();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::internal);
  EXPECT_THAT(trace, ElementsAre("outer before", "outer after"));
  EXPECT_TRUE(
      log.contains("a plugin has a bug plugin=hasty 1.2.3 instance=hasty "
                   "layer=middleware[1] message=7 bug=called next and did not await it"));
}

TEST_F(PipelineTest, HidingAFailureWithoutAReplyIsABugOfThePlugin) {
  layer("hides", [](Turn& turn, Next& next) -> task<result<void>> {
    EXPECT_FALSE(co_await next(turn));
    co_return result<void>();
  });
  layer("fails", [](Turn& /*turn*/, Next& /*next*/) -> task<result<void>> {
    co_return error(ErrorKind::unavailable, "store is down");
  });
  const auto outcome = run();
  ASSERT_FALSE(outcome);
  EXPECT_THAT(outcome.error().message,
              HasSubstr("'hides' called next and left the turn without a reply"));
}

TEST_F(PipelineTest, AReplyWithoutAResultCountsAsAnswered) {
  layer("replies", [](Turn& turn, Next& /*next*/) -> task<result<void>> {
    turn.reply.add("here");
    co_return result<void>();
  });
  ASSERT_TRUE(run());
  EXPECT_EQ(the_turn.result, TurnResult::answered);
  EXPECT_TRUE(trace.empty());
}

TEST_F(PipelineTest, ALayerMayDropATurnDeliberately) {
  layer("drops", [](Turn& turn, Next& /*next*/) -> task<result<void>> {
    turn.reply.add("not this");
    turn.drop();
    co_return result<void>();
  });
  ASSERT_TRUE(run());
  EXPECT_EQ(the_turn.result, TurnResult::dropped);
  EXPECT_TRUE(the_turn.reply.empty());
  EXPECT_TRUE(log.lines().empty());
}

TEST_F(PipelineTest, HooksKnowWhichLayerAddedThem) {
  layer("outer", [](Turn& turn, Next& next) -> task<result<void>> {
    turn.after_commit.emplace_back([](bool) {});
    auto outcome = co_await next(turn);
    turn.after_commit.emplace_back([](bool) {});
    co_return outcome;
  });
  layer("inner", [](Turn& turn, Next& next) -> task<result<void>> {
    turn.after_commit.emplace_back([](bool) {});
    return next(turn);
  });
  ASSERT_TRUE(run());
  std::vector<std::size_t> owners;
  for (const AfterCommit::Entry& entry : the_turn.after_commit.take())
    owners.push_back(entry.layer);
  EXPECT_THAT(owners, ElementsAre(0U, 1U, 0U));
}

TEST_F(PipelineTest, DroppingNextWithoutEndingTheTurnIsAnError) {
  layer("lazy",
        [](Turn& /*turn*/, Next& /*next*/) -> task<result<void>> { co_return result<void>(); });
  const auto outcome = run();
  ASSERT_FALSE(outcome);
  EXPECT_THAT(outcome.error().message,
              HasSubstr("'lazy' neither called next nor replied nor dropped"));
}

TEST_F(PipelineTest, AnExceptionOfALayerIsCaughtAndNamed) {
  layer("buggy", [](Turn& /*turn*/, Next& /*next*/) -> task<result<void>> {
    throw std::runtime_error("out of range");
    co_return result<void>();
  });
  const auto outcome = run();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::internal);
  EXPECT_THAT(outcome.error().message, HasSubstr("'buggy' threw: out of range"));
  EXPECT_TRUE(log.contains("instance=buggy layer=middleware[0] message=0 bug=threw: out of range"));
}

TEST_F(PipelineTest, AnExceptionOfAnotherTypeIsCaughtToo) {
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

/// Passes the queue if it has a command to set.
class Claims final : public Middleware {
 public:
  Claims(std::string command, bool passes) : command_(std::move(command)), passes_(passes) {}
  [[nodiscard]] bool passes_queue(Turn& turn) const override {
    if (!command_.empty()) turn.command.emplace().name = command_;
    return passes_;
  }
  task<result<void>> handle(Turn& turn, Next& next) override { return next(turn); }

 private:
  std::string command_;
  bool passes_;
};

TEST_F(PipelineTest, ALayerThatPassesTheQueueHidesNoCommandFromOthers) {
  Claims hurried("", true);
  Claims commands("help", true);
  Claims patient("", false);
  for (Middleware* middleware : {&hurried, &commands, &patient}) {
    layers.emplace_back().middleware = middleware;
  }
  const Pipeline pipeline(layers, nullptr, clock, log);
  EXPECT_TRUE(pipeline.passes_queue(the_turn));
  ASSERT_TRUE(the_turn.command);
  EXPECT_EQ(the_turn.command->name, "help");
}

/// A layer with a reply for refused senders.
class Refusing final : public Middleware {
 public:
  explicit Refusing(std::function<std::string()> words) : words_(std::move(words)) {}
  task<result<void>> handle(Turn& turn, Next& next) override { return next(turn); }
  [[nodiscard]] std::string refusal_reply(const Message& /*message*/) const override {
    return words_();
  }

 private:
  std::function<std::string()> words_;
};

TEST_F(PipelineTest, LogsALayerThatThrowsInRefusalReplyAndAsksTheNext) {
  Refusing broken([]() -> std::string { throw std::runtime_error("no words"); });
  Refusing working([] { return std::string("ask ann"); });
  for (Refusing* const each : {&broken, &working}) {
    Pipeline::Layer& added = layers.emplace_back();
    added.name = "refusing";
    added.middleware = each;
    added.plugin = "refusing 1.2.3";
  }
  const Pipeline pipeline(layers, testing::FunctionEnd::nothing(), clock, log);
  EXPECT_EQ(pipeline.refusal_reply(Message()), "ask ann");
  EXPECT_EQ(log.count(LogLevel::error), 1U);
  EXPECT_TRUE(log.contains("refusal_reply threw: no words"));
}

}  // namespace
}  // namespace yak::conversation
