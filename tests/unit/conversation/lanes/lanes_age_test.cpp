// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lane_engine.hpp"

namespace yak::conversation {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::LaneEngine;

class AgeTest : public ::testing::Test {
 protected:
  AgeTest() { lanes.answer_after(10s); }

  [[nodiscard]] double expired() const {
    return lanes.engine.metrics.value("yak_messages_expired_total");
  }
  [[nodiscard]] std::optional<MessageState> state(MessageId id) const {
    return lanes.engine.store.state_of(id);
  }

  LaneEngine lanes;
};

TEST_F(AgeTest, OldMessagesExpireWithOneApologyPerConversation) {
  lanes.resume("+1", "one", 9h);
  lanes.resume("+1", "two", 7h);
  lanes.resume("+2", "three", 7h);
  lanes.resume("+1", "four", 5h);
  EXPECT_THAT(lanes.began, ElementsAre("four"));
  EXPECT_THAT(
      lanes.sent(),
      ElementsAre(
          HasSubstr("+1: Sorry, I could not answer in time what you wrote more than 6 hours ago"),
          HasSubstr("+2: Sorry")));
  for (MessageId id = 1; id <= 3; ++id) EXPECT_EQ(state(id), MessageState::expired) << id;
  EXPECT_EQ(expired(), 3);
  lanes.engine.advance(10s);
  EXPECT_EQ(state(4), MessageState::done);
  EXPECT_EQ(lanes.engine.backlog.size(), 0U);
}

TEST_F(AgeTest, AfterATurnTheNextApologyIsSent) {
  lanes.resume("+1", "one", 7h);
  lanes.resume("+1", "two", 7h);
  EXPECT_EQ(lanes.sent().size(), 1U);
  lanes.accept("+1", "hello");
  lanes.engine.advance(10s);
  lanes.resume("+1", "three", 7h);
  EXPECT_THAT(lanes.sent(), ElementsAre(HasSubstr("Sorry"), "+1: re: hello", HasSubstr("Sorry")));
}

TEST_F(AgeTest, SilentModeSendsNoApology) {
  LaneOptions options;
  options.apologises = false;
  LaneEngine silent(options);
  silent.resume("+1", "one", 7h);
  EXPECT_TRUE(silent.sent().empty());
  EXPECT_EQ(silent.engine.store.state_of(1), MessageState::expired);
}

TEST_F(AgeTest, AnOldCommandExpiresToo) {
  lanes.resume("+1", "/new", 7h);
  EXPECT_THAT(lanes.sent(), ElementsAre(HasSubstr("Sorry")));
  EXPECT_EQ(state(1), MessageState::expired);
  EXPECT_EQ(lanes.lanes->running(), 0U);
}

TEST_F(AgeTest, MessagesThatWaitTooLongBehindATurnExpire) {
  LaneOptions options;
  options.max_age = 1min;
  LaneEngine slow(options);
  slow.answer_after(50s);
  for (const char* text : {"one", "two", "three", "four"}) slow.accept("+1", text);
  slow.engine.advance(200s);
  EXPECT_THAT(slow.began, ElementsAre("one", "two"));
  EXPECT_EQ(slow.engine.store.state_of(3), MessageState::expired);
  EXPECT_EQ(slow.engine.store.state_of(4), MessageState::expired);
  EXPECT_EQ(slow.sent().size(), 3U);
}

TEST_F(AgeTest, SettingTheClockExpiresNoWaitingMessage) {
  lanes.accept("+1", "one");
  lanes.accept("+1", "two");
  lanes.resume("+1", "three", 5h);
  lanes.engine.clock.set_now(lanes.engine.clock.now() + 24h * 365);
  lanes.engine.advance(30s);
  EXPECT_THAT(lanes.began, ElementsAre("one", "two", "three"));
  EXPECT_EQ(expired(), 0);
}

TEST_F(AgeTest, AClockThatWasSetBackExpiresNothing) {
  lanes.resume("+1", "from the future", -24h);
  EXPECT_THAT(lanes.began, ElementsAre("from the future"));
}

}  // namespace
}  // namespace yak::conversation
