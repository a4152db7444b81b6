// SPDX-License-Identifier: Apache-2.0
#include "history/history_middleware.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yak/testing/fake_context.hpp"
#include "yak/testing/fake_next.hpp"
#include "yak/testing/settings_builder.hpp"

namespace yak::history {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kUser = "+15550000002";

class History : public ::testing::Test {
 protected:
  void SetUp() override {
    layer_ = make_middleware(context_, context_.commands(), settings_.build()).value();
  }

  Turn turn_of(const std::string& text) {
    Turn turn = testing::turn_of(testing::message_of("whatsapp", kUser, text));
    turn.message.received_at = context_.clock().now();
    return turn;
  }

  /// Runs one turn up to its commit; `shown_` then holds what the model was shown.
  Turn ask(const std::string& text, TurnResult result = TurnResult::answered) {
    Turn turn = turn_of(text);
    testing::FakeNext next([&](Turn& at_model) { answer(at_model, result); });
    EXPECT_TRUE(context_.run(layer_->handle(turn, next)));
    return turn;
  }

  void answer(Turn& turn, TurnResult result) {
    shown_.clear();
    for (const ChatLine& line : turn.context) {
      shown_.push_back((line.role == Role::user ? "u:" : "a:") + line.text);
    }
    Completion completion;
    completion.text = "re " + turn.message.text;
    turn.completion = completion;
    turn.result = result;
  }

  /// Ends the turn as the core does.
  void commit(Turn turn, bool durable = true) {
    if (durable) context_.store().apply(turn.writes);
    turn.after_commit.tell(durable);
  }

  std::string command(const std::string& name) {
    Turn turn = turn_of("/" + name);
    const auto outcome = context_.run(context_.commands().call(turn, name));
    return outcome ? *outcome : "failed: " + outcome.error().message;
  }

  std::vector<std::string> stored() {
    const auto lines = context_.run(context_.store().recent({"whatsapp", kUser}, 100)).value();
    std::vector<std::string> texts;
    for (const HistoryLine& line : lines) texts.push_back(line.text);
    return texts;
  }

  double reads() { return context_.metrics().value("yak_history_reads_total"); }

  testing::FakeContext context_{"history"};
  testing::SettingsBuilder settings_{schema()};
  std::unique_ptr<Middleware> layer_;
  std::vector<std::string> shown_;
};

TEST_F(History, ShowsTheModelEarlierLines) {
  commit(ask("one"));
  EXPECT_THAT(shown_, IsEmpty());
  commit(ask("two"));
  EXPECT_THAT(shown_, ElementsAre("u:one", "a:re one"));
  commit(ask("three"));
  EXPECT_THAT(shown_, ElementsAre("u:one", "a:re one", "u:two", "a:re two"));
  EXPECT_EQ(reads(), 1) << "the rest came from memory";
  EXPECT_THAT(stored(), ElementsAre("one", "re one", "two", "re two", "three", "re three"));
}

TEST_F(History, MemoryAndStoreAgreeOnTheWindow) {
  for (int i = 0; i < 15; ++i) commit(ask(std::to_string(i)));
  const std::vector<std::string> from_memory = shown_;
  EXPECT_EQ(from_memory.size(), 20U);
  EXPECT_EQ(from_memory.front(), "u:4");
  ask("last");
  const std::vector<std::string> remembered = shown_;
  // Another instance, as after a restart, reads the same from the store.
  settings_.integer("cache_conversations", 0);
  testing::FakeContext fresh("history");
  auto layer = make_middleware(fresh, fresh.commands(), settings_.build()).value();
  Batch batch;
  for (const HistoryLine& line :
       context_.run(context_.store().recent({"whatsapp", kUser}, 100)).value()) {
    batch.appends.push_back({{"whatsapp", kUser}, line});
  }
  fresh.store().apply(batch);
  Turn turn = turn_of("last");
  testing::FakeNext next([&](Turn& at_model) { answer(at_model, TurnResult::answered); });
  ASSERT_TRUE(fresh.run(layer->handle(turn, next)));
  EXPECT_EQ(shown_, remembered);
}

TEST_F(History, RemembersOnlyAnswers) {
  for (const TurnResult result : {TurnResult::failed, TurnResult::refused, TurnResult::command,
                                  TurnResult::stopped, TurnResult::unanswered}) {
    const Turn turn = ask("lost", result);
    EXPECT_TRUE(turn.writes.empty());
    commit(turn);
  }
  commit(ask("kept"));
  EXPECT_THAT(shown_, IsEmpty());
  EXPECT_THAT(stored(), ElementsAre("kept", "re kept"));
  EXPECT_EQ(reads(), 1);
}

TEST_F(History, AFailedCommitLeavesNothingBehind) {
  commit(ask("one"));
  commit(ask("lost"), false);
  commit(ask("two"));
  EXPECT_THAT(shown_, ElementsAre("u:one", "a:re one"));
  EXPECT_EQ(reads(), 2) << "the store was read again";
  EXPECT_THAT(stored(), ElementsAre("one", "re one", "two", "re two"));
}

TEST_F(History, ACommitWithoutAResultIsReadFromTheStore) {
  Turn turn = ask("one");
  context_.store().apply(turn.writes);
  turn = Turn();
  commit(ask("two"));
  EXPECT_THAT(shown_, ElementsAre("u:one", "a:re one"));
}

TEST_F(History, NewForgetsTheConversationDurably) {
  commit(ask("one"));
  EXPECT_THAT(command("new"), HasSubstr("A new conversation begins"));
  EXPECT_THAT(stored(), IsEmpty());
  commit(ask("two"));
  EXPECT_THAT(shown_, IsEmpty());
  EXPECT_THAT(command("reset"), HasSubstr("A new conversation begins"));
  commit(ask("three"));
  EXPECT_THAT(shown_, IsEmpty());
}

/// Runs `/new` while the model works.
class Interrupted final : public Next {
 public:
  Interrupted(testing::FakeContext& context, Next& inner) : context_(context), inner_(inner) {}

  task<result<void>> operator()(Turn& turn) override {
    Turn other = testing::turn_of(testing::message_of("whatsapp", kUser, "/new"));
    const auto said = co_await context_.commands().call(other, "new");
    EXPECT_TRUE(said);
    co_return co_await inner_(turn);
  }

 private:
  testing::FakeContext& context_;
  Next& inner_;
};

TEST_F(History, NewDuringATurnForgetsThatTurnToo) {
  commit(ask("one"));
  Turn turn = turn_of("running");
  testing::FakeNext next([&](Turn& at_model) { answer(at_model, TurnResult::answered); });
  Interrupted interrupted(context_, next);
  ASSERT_TRUE(context_.run(layer_->handle(turn, interrupted)));
  EXPECT_EQ(turn.result, TurnResult::answered) << "the answer itself still goes out";
  EXPECT_TRUE(turn.writes.empty());
  commit(turn);
  commit(ask("two"));
  EXPECT_THAT(shown_, IsEmpty());
  EXPECT_THAT(stored(), ElementsAre("two", "re two"));
}

TEST_F(History, NewBetweenAnAnswerAndItsCommitLeavesNothingInMemory) {
  Turn turn = ask("one");
  command("new");
  commit(std::move(turn));
  ask("two");
  EXPECT_THAT(shown_, ElementsAre("u:one", "a:re one")) << "exactly what the store holds";
}

TEST_F(History, AFailedNewForgetsNothing) {
  commit(ask("one"));
  context_.store().fail_with(error(ErrorKind::unavailable, "disk full"));
  EXPECT_EQ(command("new"), "failed: disk full");
  context_.store().fail_with(std::nullopt);
  ask("two");
  EXPECT_THAT(shown_, ElementsAre("u:one", "a:re one"));
}

TEST_F(History, OldLinesAreNotShown) {
  commit(ask("morning"));
  context_.clock().advance(6h + 1ms);
  commit(ask("evening"));
  EXPECT_THAT(shown_, IsEmpty());
  commit(ask("later"));
  EXPECT_THAT(shown_, ElementsAre("u:evening", "a:re evening"));
  EXPECT_THAT(command("history"), HasSubstr("6 messages are remembered"));
  EXPECT_THAT(command("history"), HasSubstr("The last 4 of them"));
}

TEST_F(History, AMessageThatWaitedSeesTheHistoryOfItsArrival) {
  commit(ask("one"));
  Turn turn = turn_of("waited");
  context_.clock().advance(12h);
  testing::FakeNext next([&](Turn& at_model) { answer(at_model, TurnResult::answered); });
  ASSERT_TRUE(context_.run(layer_->handle(turn, next)));
  EXPECT_THAT(shown_, ElementsAre("u:one", "a:re one"));
}

TEST_F(History, AStoreThatCannotBeReadFailsTheTurn) {
  context_.store().fail_with(error(ErrorKind::unavailable, "disk full"));
  Turn turn = turn_of("one");
  testing::FakeNext next;
  EXPECT_FALSE(context_.run(layer_->handle(turn, next)));
  EXPECT_EQ(next.calls(), 0);
}

}  // namespace
}  // namespace yak::history
