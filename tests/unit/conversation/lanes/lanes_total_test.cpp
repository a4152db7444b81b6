// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conversation/lanes/once_per_conversation.hpp"
#include "lane_engine.hpp"

namespace yak::conversation {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::LaneEngine;

/// The engine's backlog holds at most 1,000 messages over all conversations.
class TotalTest : public ::testing::Test {
 protected:
  TotalTest() { lanes.answer_after(10s); }

  [[nodiscard]] double excesses() const {
    return lanes.engine.metrics.value("yak_lane_overflow_total", {{"rule", "total"}});
  }

  LaneEngine lanes;
};

TEST_F(TotalTest, MessagesOverTheTotalAreDroppedWithOneNoticePerConversation) {
  lanes.engine.backlog.add(1'000);
  lanes.accept("+1", "one");
  lanes.accept("+1", "two");
  lanes.accept("+2", "three");
  EXPECT_THAT(lanes.sent(),
              ElementsAre(HasSubstr("+1: Too many people"), HasSubstr("+2: Too many people")));
  EXPECT_TRUE(lanes.began.empty());
  for (MessageId id = 1; id <= 3; ++id) {
    EXPECT_EQ(lanes.engine.store.state_of(id), MessageState::dropped) << id;
  }
  EXPECT_EQ(excesses(), 3);
  EXPECT_EQ(lanes.engine.backlog.size(), 1'000U);
}

TEST_F(TotalTest, CommandsStillPass) {
  lanes.engine.backlog.add(1'100);
  lanes.accept("+1", "/status");
  EXPECT_THAT(lanes.sent(), ElementsAre("+1: command /status"));
  EXPECT_EQ(excesses(), 0);
}

TEST_F(TotalTest, TheNextOverloadSendsANewNotice) {
  lanes.engine.backlog.add(1'000);
  lanes.accept("+1", "one");
  lanes.engine.backlog.remove(50);  // below the limit, but has_room() is still false
  lanes.accept("+2", "taken");
  lanes.engine.backlog.add(50);
  lanes.accept("+1", "two");
  EXPECT_EQ(lanes.sent().size(), 1U);
  lanes.engine.backlog.remove(500);
  lanes.accept("+3", "taken");
  lanes.engine.backlog.add(500);
  lanes.accept("+1", "three");
  EXPECT_EQ(lanes.sent().size(), 2U);
}

TEST_F(TotalTest, TheWaitingWebhookCarriesTheNotice) {
  lanes.engine.backlog.add(1'000);
  const Accepted first = lanes.accept("+1", "one", 600s);
  const Accepted second = lanes.accept("+1", "two", 600s);
  EXPECT_THAT(lanes.inline_text(first), ::testing::Optional(HasSubstr("Too many people")));
  EXPECT_TRUE(lanes.is_let_go(second));
}

TEST(OncePerConversation, ForgetsTheOldestConversation) {
  OncePerConversation told;
  const auto key = [](std::size_t i) { return ConversationKey("fake", std::to_string(i)); };
  for (std::size_t i = 0; i <= OncePerConversation::kMax; ++i) EXPECT_TRUE(told.first_time(key(i)));
  EXPECT_FALSE(told.first_time(key(1)));
  EXPECT_TRUE(told.first_time(key(0)));
  told.forget(key(1));
  EXPECT_TRUE(told.first_time(key(1)));
  told.forget_all();
  EXPECT_TRUE(told.empty());
}

}  // namespace
}  // namespace yak::conversation
