// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lane_engine.hpp"

namespace yak::conversation {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using testing::LaneEngine;

class CollectTest : public ::testing::Test {
 protected:
  CollectTest() : lanes(options()) { lanes.answer_after(10s); }

  static LaneOptions options() {
    LaneOptions options;
    options.collect = 2s;
    return options;
  }

  LaneEngine lanes;
};

TEST_F(CollectTest, QuickMessagesAreOneTurn) {
  lanes.accept("+1", "hi");
  lanes.engine.advance(1s);
  lanes.accept("+1", "can you");
  lanes.engine.advance(1s);
  lanes.accept("+1", "help me?");
  EXPECT_TRUE(lanes.began.empty());
  lanes.engine.advance(1900ms);
  EXPECT_TRUE(lanes.began.empty());
  lanes.engine.advance(100ms);
  EXPECT_THAT(lanes.began, ElementsAre("hi\ncan you\nhelp me?"));
  lanes.engine.advance(10s);
  EXPECT_EQ(lanes.sent().size(), 1U);
  for (MessageId id = 1; id <= 3; ++id) {
    EXPECT_EQ(lanes.engine.store.state_of(id), MessageState::done) << id;
  }
  EXPECT_EQ(lanes.engine.backlog.size(), 0U);
}

/// Claims every message as a command.
class ClaimingLayer final : public Middleware {
 public:
  task<result<void>> handle(Turn& turn, Next& /*next*/) override {
    has_command = turn.command.has_value();
    co_return result<void>();
  }
  [[nodiscard]] bool passes_queue(Turn& turn) const override {
    turn.command.emplace();
    return true;
  }

  bool has_command = false;
};

TEST_F(CollectTest, AChainAtTheAddressOfAnEarlierOneIsAskedAgain) {
  std::optional<Pipeline> chain;
  ClaimingLayer claiming;
  // As a reload does: the earlier chain is destroyed, and the next one gets its memory.
  const auto use = [&](Middleware& middleware) {
    lanes.pipeline.reset();
    Pipeline::Layer only;
    only.name = "scripted";
    only.middleware = &middleware;
    chain.emplace(std::vector<Pipeline::Layer>{only}, testing::FunctionEnd::nothing(),
                  lanes.engine.clock, lanes.engine.log, AllowList(lanes.channels, {}));
    lanes.pipeline = std::shared_ptr<Pipeline>(&*chain, [](Pipeline*) {});
  };
  use(lanes.layer);
  lanes.accept("+1", "hi");
  use(claiming);
  lanes.engine.advance(2s);
  EXPECT_TRUE(claiming.has_command);
  lanes.pipeline.reset();
}

TEST_F(CollectTest, MessagesThatWaitBehindATurnAreTheNextTurn) {
  lanes.accept("+1", "first");
  lanes.engine.advance(2s);
  lanes.accept("+1", "second");
  lanes.accept("+1", "third");
  lanes.engine.advance(9s);
  EXPECT_THAT(lanes.began, ElementsAre("first"));
  lanes.engine.advance(1s);
  EXPECT_THAT(lanes.began, ElementsAre("first", "second\nthird"));
}

TEST_F(CollectTest, AMessageNearTheEndOfATurnStartsANewWait) {
  lanes.accept("+1", "first");
  lanes.engine.advance(11s);
  lanes.accept("+1", "second");
  lanes.engine.advance(1500ms);
  lanes.accept("+1", "third");
  lanes.engine.advance(2s);
  EXPECT_THAT(lanes.began, ElementsAre("first", "second\nthird"));
}

TEST_F(CollectTest, CommandsNeitherWaitNorJoin) {
  lanes.accept("+1", "hi");
  lanes.accept("+1", "/status");
  EXPECT_THAT(lanes.sent(), ElementsAre("+1: command /status"));
  lanes.accept("+1", "there");
  lanes.engine.advance(2s);
  EXPECT_THAT(lanes.began, ElementsAre("hi\nthere"));
}

TEST_F(CollectTest, ResumedMessagesDoNotWaitAgain) {
  lanes.resume("+1", "one");
  EXPECT_THAT(lanes.began, ElementsAre("one"));
}

TEST_F(CollectTest, StopDropsCollectedMessagesAndTheNextOneWaitsInFull) {
  lanes.accept("+1", "never mind");
  lanes.engine.advance(1s);
  EXPECT_EQ(lanes.stop("+1"), 1U);
  EXPECT_EQ(lanes.engine.store.state_of(1), MessageState::dropped);
  lanes.accept("+1", "this");
  lanes.engine.advance(1900ms);
  EXPECT_TRUE(lanes.began.empty());
  lanes.engine.advance(100ms);
  EXPECT_THAT(lanes.began, ElementsAre("this"));
}

TEST_F(CollectTest, ADrainDoesNotWaitForCollectedMessages) {
  const Accepted accepted = lanes.accept("+1", "hi", 600s);
  lanes.lanes->begin_drain();
  lanes.engine.settle();
  EXPECT_TRUE(lanes.is_let_go(accepted));
  EXPECT_EQ(lanes.lanes->running(), 0U);
  lanes.lanes->abandon();
  lanes.engine.advance(60s);
  EXPECT_TRUE(lanes.began.empty());
  EXPECT_EQ(lanes.engine.store.state_of(1), MessageState::received);
  EXPECT_EQ(lanes.engine.clock.sleepers(), 0U);
}

TEST_F(CollectTest, ALaneThatCollectsIsUnwoundWithItsLoop) {
  lanes.accept("+1", "hi");
  EXPECT_EQ(lanes.engine.clock.sleepers(), 1U);
}

TEST_F(CollectTest, TheNewestWebhookCarriesTheReply) {
  const Accepted first = lanes.accept("+1", "hi", 600s);
  lanes.engine.advance(1s);
  const Accepted second = lanes.accept("+1", "there", 600s);
  lanes.engine.advance(12s);
  EXPECT_TRUE(lanes.is_let_go(first));
  EXPECT_EQ(lanes.inline_text(second), "re: hi\nthere");
  EXPECT_TRUE(lanes.sent().empty());
}

}  // namespace
}  // namespace yak::conversation
