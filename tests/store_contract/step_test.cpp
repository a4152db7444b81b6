// SPDX-License-Identifier: Apache-2.0
// What every store promises of the steps of a turn that has not ended.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store_contract/store_contract.hpp"

namespace yak::store_contract {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// No failure, as kind_of says it.
constexpr ErrorKind kWritten = ErrorKind::internal;

class StepContract : public ::testing::TestWithParam<StoreKind> {
 protected:
  ErrorKind kind_of(const auto& outcome) { return outcome ? kWritten : outcome.error().kind; }
  ErrorKind write(JournalStep step) {
    return kind_of(wait(store_->journal().step(std::move(step))));
  }
  ErrorKind write(int number, StepState state, std::string record) {
    return write(JournalStep(message_, number, StepKind::tool, state, std::move(record)));
  }
  std::vector<JournalStep> steps(MessageId message) {
    return wait(store_->journal().steps(message)).value();
  }
  /// Each record of the message's turn with its number and the initial of its state.
  std::vector<std::string> records() {
    std::vector<std::string> records;
    for (const JournalStep& step : steps(message_)) {
      const char* const state = step.state == StepState::started ? "s" : "f";
      records.push_back(std::to_string(step.number) + state + step.record);
    }
    return records;
  }
  void end(MessageId message, MessageState state) {
    TurnCommit commit;
    commit.message = message;
    commit.state = state;
    committed(*store_, commit);
  }

  StoreHome home_;
  std::unique_ptr<Store> store_ = open_store(home_, GetParam());
  const MessageId message_ = accepted(*store_, short_message("a"));
};

INSTANTIATE_TEST_SUITE_P(Stores, StepContract, ::testing::ValuesIn(store_kinds()),
                         [](const auto& info) { return info.param.name; });

TEST_P(StepContract, KeepsTheStepsOfATurnInOrder) {
  EXPECT_THAT(steps(message_), IsEmpty());
  EXPECT_EQ(write({message_, 1, StepKind::model, StepState::finished, "{\"calls\":[1,2]}"}),
            kWritten);
  EXPECT_EQ(write(3, StepState::started, "{}"), kWritten);
  EXPECT_EQ(write(2, StepState::started, "{}"), kWritten);
  EXPECT_EQ(write(3, StepState::finished, "\"3 °\""), kWritten);
  EXPECT_THAT(records(), ElementsAre("1f{\"calls\":[1,2]}", "2s{}", "3f\"3 °\""));
  const std::vector<JournalStep> all = steps(message_);
  EXPECT_EQ(all[0].kind, StepKind::model);
  EXPECT_EQ(all[1].kind, StepKind::tool);
  EXPECT_EQ(all[1].message, message_);
  EXPECT_THAT(steps(accepted(*store_, short_message("b"))), IsEmpty());
}

TEST_P(StepContract, ChangesNoFinishedStep) {
  EXPECT_EQ(write(1, StepState::started, "a"), kWritten);
  EXPECT_EQ(write(1, StepState::started, "b"), kWritten);
  EXPECT_EQ(write(1, StepState::finished, "c"), kWritten);
  EXPECT_EQ(write(1, StepState::finished, "c"), kWritten);
  EXPECT_EQ(write(1, StepState::finished, "d"), ErrorKind::conflict);
  EXPECT_EQ(write(1, StepState::started, "c"), ErrorKind::conflict);
  EXPECT_EQ(write({message_, 1, StepKind::model, StepState::finished, "c"}), ErrorKind::conflict);
  EXPECT_THAT(records(), ElementsAre("1fc"));
}

TEST_P(StepContract, RefusesStepsBeyondTheBounds) {
  const std::string largest(JournalStep::kMaxRecordBytes, 'x');
  EXPECT_EQ(write(JournalStep::kMax, StepState::started, largest), kWritten);
  EXPECT_EQ(write(JournalStep::kMax + 1, StepState::started, ""), ErrorKind::too_large);
  EXPECT_EQ(write(1, StepState::started, largest + "x"), ErrorKind::too_large);
  EXPECT_EQ(write(0, StepState::started, ""), ErrorKind::invalid);
  EXPECT_EQ(write({message_ + 1, 1, StepKind::tool, StepState::started, ""}), ErrorKind::not_found);
  ASSERT_THAT(steps(message_), SizeIs(1));
  EXPECT_EQ(steps(message_)[0].record, largest);
}

TEST_P(StepContract, AStepWithAStaleEpochIsAConflictAndChangesNothing) {
  EXPECT_EQ(write(1, StepState::started, "before"), kWritten);
  const Epoch next = wait(store_->journal().take_epoch()).value();
  const ConversationKey conversation = short_message("").conversation();
  wait(store_->journal().claim(conversation, next, seconds(30))).value();
  EXPECT_EQ(write(1, StepState::finished, "stale"), ErrorKind::conflict);
  EXPECT_EQ(write(2, StepState::started, "stale"), ErrorKind::conflict);
  JournalStep step(message_, 1, StepKind::tool, StepState::finished, "theirs");
  step.epoch = next;
  EXPECT_EQ(write(step), kWritten);
  EXPECT_THAT(records(), ElementsAre("1ftheirs"));
}

TEST_P(StepContract, TheNextProcessResumesATurnWithItsSteps) {
  const MessageId other = accepted(*store_, short_message("b"));
  write(1, StepState::finished, "one");
  write(2, StepState::started, "two");
  reopen(home_, GetParam(), store_);
  const auto messages = wait(store_->journal().resume_messages(0, 10)).value();
  ASSERT_THAT(messages, SizeIs(2));
  EXPECT_EQ(messages[0].id, message_);
  EXPECT_EQ(messages[0].steps, 2);
  EXPECT_EQ(messages[1].id, other);
  EXPECT_EQ(messages[1].steps, 0);
  EXPECT_THAT(records(), ElementsAre("1fone", "2stwo"));
  EXPECT_EQ(write(2, StepState::finished, "unknown"), kWritten);
  EXPECT_THAT(records(), ElementsAre("1fone", "2funknown"));
}

TEST_P(StepContract, TheEndOfATurnDeletesItsStepsAndThoseOfWhatJoined) {
  const MessageId joined = accepted(*store_, short_message("b"));
  write(1, StepState::finished, "one");
  EXPECT_EQ(write({joined, 1, StepKind::tool, StepState::finished, "one"}), kWritten);
  TurnCommit commit = commit_of(message_);
  commit.joined = {joined};
  committed(*store_, commit);
  EXPECT_THAT(steps(message_), IsEmpty());
  EXPECT_THAT(steps(joined), IsEmpty());
  EXPECT_EQ(write(2, StepState::started, "late"), ErrorKind::conflict);
  EXPECT_THAT(steps(message_), IsEmpty());
}

TEST_P(StepContract, AQuarantinedMessageKeepsItsStepsUntilAnOperatorDecides) {
  const DeadLetterId letter(DeadLetterId::Kind::message, message_);
  write(1, StepState::started, "one");
  end(message_, MessageState::quarantined);
  EXPECT_EQ(write(1, StepState::finished, "late"), ErrorKind::conflict);
  const Revived revived = wait(store_->dead_letters().revive(letter)).value();
  ASSERT_TRUE(revived.message);
  EXPECT_EQ(revived.message->steps, 1);
  EXPECT_THAT(records(), ElementsAre("1sone"));
  end(message_, MessageState::quarantined);
  wait(store_->dead_letters().purge(letter)).value();
  EXPECT_THAT(steps(message_), IsEmpty());
}

TEST_P(StepContract, ErasingAPersonErasesTheStepsOfTheirTurns) {
  Message theirs = short_message("b");
  theirs.peer = theirs.sender = "+1999";
  const MessageId other = accepted(*store_, theirs);
  write(1, StepState::finished, "secret");
  EXPECT_EQ(write({other, 1, StepKind::tool, StepState::finished, "other"}), kWritten);
  wait(store_->people().erase({"whatsapp", {short_message("").sender}}, {})).value();
  EXPECT_THAT(steps(message_), IsEmpty());
  EXPECT_THAT(steps(other), SizeIs(1));
}

}  // namespace
}  // namespace yak::store_contract
