// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "lane_engine.hpp"

namespace yak::conversation {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using testing::LaneEngine;

/// Lanes with a backlog of two messages whose turns take a minute.
class Overloaded : public LaneEngine {
 public:
  explicit Overloaded(OverflowRule rule) : LaneEngine(options(rule)) { answer_after(60s); }

  [[nodiscard]] double overflows(const std::string& rule) const {
    return engine.metrics.value("yak_lane_overflow_total", {{"rule", rule}});
  }
  [[nodiscard]] std::optional<MessageState> state(MessageId id) const {
    return engine.store.state_of(id);
  }

 private:
  static LaneOptions options(OverflowRule rule) {
    LaneOptions options;
    options.backlog = 2;
    options.overflow = rule;
    return options;
  }
};

TEST(LanesOverflow, RejectNewestDropsNewMessagesAndSaysSoOnce) {
  Overloaded lanes(OverflowRule::reject_newest);
  for (int i = 1; i <= 5; ++i) lanes.accept("+1", "m" + std::to_string(i));
  EXPECT_EQ(lanes.overflows("reject_newest"), 2);
  EXPECT_EQ(lanes.sent().size(), 1U);
  EXPECT_EQ(lanes.state(4), MessageState::dropped);
  EXPECT_EQ(lanes.state(5), MessageState::dropped);
  lanes.engine.advance(300s);
  EXPECT_THAT(lanes.began, ElementsAre("m1", "m2", "m3"));
  EXPECT_EQ(lanes.engine.backlog.size(), 0U);
}

TEST(LanesOverflow, AMessageThatIsDroppedIsCountedUntilTheJournalHasIt) {
  Overloaded lanes(OverflowRule::reject_newest);
  for (int i = 1; i <= 3; ++i) lanes.accept("+1", "m" + std::to_string(i));
  ASSERT_EQ(lanes.lanes->running(), 1U);
  Message message;
  message.external_id = "m4";
  message.channel = "fake";
  message.peer = message.sender = "+1";
  message.received_at = lanes.engine.clock.now();
  lanes.engine.run([&]() -> task<void> {
    const auto row = co_await lanes.engine.store.accept(message);
    message.id = row->id;
  });
  lanes.engine.backlog.add();
  lanes.engine.store.fail_with(error(ErrorKind::unavailable, "disk full"));
  lanes.lanes->dispatch(std::move(message), nullptr, delivery::Arrival::fresh);
  lanes.engine.settle();
  EXPECT_EQ(lanes.overflows("reject_newest"), 1);
  EXPECT_EQ(lanes.lanes->running(), 2U) << "a drain must wait for its commit";
  lanes.engine.store.fail_with(std::nullopt);
  lanes.engine.advance(10s);
  EXPECT_EQ(lanes.lanes->running(), 1U);
}

TEST(LanesOverflow, DropOldestAnswersTheNewest) {
  Overloaded lanes(OverflowRule::drop_oldest);
  for (int i = 1; i <= 5; ++i) lanes.accept("+1", "m" + std::to_string(i));
  EXPECT_EQ(lanes.overflows("drop_oldest"), 2);
  EXPECT_EQ(lanes.sent().size(), 1U);
  EXPECT_EQ(lanes.state(2), MessageState::dropped);
  EXPECT_EQ(lanes.state(3), MessageState::dropped);
  lanes.engine.advance(300s);
  EXPECT_THAT(lanes.began, ElementsAre("m1", "m4", "m5"));
  EXPECT_EQ(lanes.engine.backlog.size(), 0U);
}

TEST(LanesOverflow, CoalesceAnswersAllInFewerTurns) {
  Overloaded lanes(OverflowRule::coalesce);
  for (int i = 1; i <= 5; ++i) lanes.accept("+1", "m" + std::to_string(i));
  EXPECT_EQ(lanes.overflows("coalesce"), 2);
  EXPECT_TRUE(lanes.sent().empty());
  lanes.engine.advance(300s);
  EXPECT_THAT(lanes.began, ElementsAre("m1", "m2", "m3\nm4\nm5"));
  for (MessageId id = 1; id <= 5; ++id) EXPECT_EQ(lanes.state(id), MessageState::done) << id;
  EXPECT_EQ(lanes.sent().size(), 3U);
  EXPECT_EQ(lanes.engine.backlog.size(), 0U);
}

TEST(LanesOverflow, TheReplyToJoinedMessagesAnswersTheNewest) {
  Overloaded lanes(OverflowRule::coalesce);
  for (int i = 1; i <= 4; ++i) lanes.accept("+1", "m" + std::to_string(i));
  lanes.engine.advance(300s);
  EXPECT_EQ(lanes.engine.channel.sent().back().in_reply_to, "m4");
}

TEST(LanesOverflow, StopEndsJoinedMessagesToo) {
  Overloaded lanes(OverflowRule::coalesce);
  for (int i = 1; i <= 4; ++i) lanes.accept("+1", "m" + std::to_string(i));
  EXPECT_EQ(lanes.stop("+1"), 4U);
  for (MessageId id = 1; id <= 4; ++id) EXPECT_EQ(lanes.state(id), MessageState::dropped) << id;
  EXPECT_EQ(lanes.engine.backlog.size(), 0U);

  for (int i = 5; i <= 8; ++i) lanes.accept("+1", "m" + std::to_string(i));
  lanes.engine.advance(130s);
  EXPECT_EQ(lanes.began.back(), "m7\nm8");
  EXPECT_EQ(lanes.stop("+1"), 2U);
  EXPECT_EQ(lanes.state(7), MessageState::dropped);
  EXPECT_EQ(lanes.state(8), MessageState::dropped);
}

TEST(LanesOverflow, AnAbandonedTurnLeavesJoinedMessagesInTheJournal) {
  Overloaded lanes(OverflowRule::coalesce);
  for (int i = 1; i <= 4; ++i) lanes.accept("+1", "m" + std::to_string(i));
  lanes.engine.advance(130s);
  ASSERT_EQ(lanes.began.back(), "m3\nm4");
  lanes.lanes->begin_drain();
  lanes.lanes->abandon();
  lanes.engine.settle();
  EXPECT_EQ(lanes.state(3), MessageState::received);
  EXPECT_EQ(lanes.state(4), MessageState::received);
  EXPECT_EQ(lanes.engine.backlog.size(), 0U);
}

TEST(LanesOverflow, AllMessagesOfATurnAreMarkedAsRunning) {
  const std::filesystem::path file =
      std::filesystem::path(::testing::TempDir()) / ("lanes-" + std::to_string(::getpid()));
  const std::filesystem::path copy = file.string() + ".copy";
  Overloaded lanes(OverflowRule::coalesce);
  ASSERT_TRUE(lanes.running.open(file));
  for (int i = 1; i <= 4; ++i) lanes.accept("+1", "m" + std::to_string(i));
  lanes.engine.advance(130s);
  ASSERT_EQ(lanes.began.back(), "m3\nm4");
  std::filesystem::copy_file(file, copy);
  RunningTurns next;
  EXPECT_THAT(next.open(copy)->messages, ::testing::UnorderedElementsAre(3, 4));
  std::filesystem::remove(file);
  std::filesystem::remove(copy);
}

TEST(LanesOverflow, AJoinedMessagesWebhookIsAnsweredEmptyAtOnce) {
  Overloaded lanes(OverflowRule::coalesce);
  for (int i = 1; i <= 2; ++i) lanes.accept("+1", "m" + std::to_string(i));
  const Accepted third = lanes.accept("+1", "m3", 600s);
  const Accepted fourth = lanes.accept("+1", "m4", 600s);
  EXPECT_TRUE(lanes.is_let_go(third));
  lanes.engine.advance(300s);
  EXPECT_EQ(lanes.inline_text(fourth), "re: m3\nm4");
}

}  // namespace
}  // namespace yak::conversation
