// SPDX-License-Identifier: Apache-2.0
#include "conversation/turns/running_turns.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "observe/log/crash_report.hpp"
#include "store_contract/temp_folder.hpp"

namespace yak::conversation {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RunningTurnsTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::string path() const { return (folder_.path() / "yak.turns").string(); }

  RunningTurns::Left left() {
    RunningTurns next;
    RunningTurns::Left found = next.open(path()).value();
    next.settle();
    return found;
  }
  /// Forks a child that opens the file and runs `work`; returns the child's wait status.
  template <class Work>
  int status_of(Work work) {
    const pid_t child = ::fork();
    if (child == 0) {
      RunningTurns turns;
      static_cast<void>(turns.open(path()));
      const observe::CrashReport report;
      turns.note_faults();
      turns.settle();
      work(turns);
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
  }

  store_contract::TempFolder folder_;
};

TEST_F(RunningTurnsTest, ANewFileHasNoMarks) {
  const RunningTurns::Left found = left();
  EXPECT_THAT(found.messages, IsEmpty());
  EXPECT_FALSE(found.crashed);
}

TEST_F(RunningTurnsTest, AKillLeavesTheMarksOfRunningTurns) {
  const int status = status_of([](RunningTurns& turns) {
    const auto first = turns.begin(7);
    {
      const auto ended = turns.begin(8);
    }
    const auto second = turns.begin(7 + RunningTurns::kSlots);  // maps to the same slot as 7
    ::raise(SIGKILL);
  });
  EXPECT_EQ(WTERMSIG(status), SIGKILL);
  const RunningTurns::Left found = left();
  EXPECT_THAT(found.messages, ElementsAre(7, 7 + RunningTurns::kSlots));
  EXPECT_FALSE(found.crashed);
  EXPECT_THAT(left().messages, IsEmpty()) << "the marks are returned once";
}

TEST_F(RunningTurnsTest, AFaultIsRecordedAndEndsTheProcess) {
  for (const int fault : {SIGSEGV, SIGABRT, SIGFPE, SIGILL, SIGBUS}) {
    struct sigaction present{};
    ::sigaction(fault, nullptr, &present);
    if (present.sa_handler != SIG_DFL) continue;  // a sanitizer handles this signal
    const int status = status_of([fault](RunningTurns& turns) {
      const auto mark = turns.begin(9);
      ::raise(fault);
    });
    EXPECT_TRUE(WIFSIGNALED(status));
    EXPECT_EQ(WTERMSIG(status), fault);
    const RunningTurns::Left found = left();
    EXPECT_THAT(found.messages, ElementsAre(9));
    EXPECT_TRUE(found.crashed);
  }
}

TEST_F(RunningTurnsTest, AnEndWithoutRunningTurnsLeavesNoMarks) {
  status_of([](RunningTurns& turns) { const auto mark = turns.begin(3); });
  EXPECT_THAT(left().messages, IsEmpty());
}

TEST_F(RunningTurnsTest, AnEndBeforeSettleKeepsTheOldMarks) {
  status_of([](RunningTurns& turns) {
    const auto mark = turns.begin(11);
    ::raise(SIGKILL);
  });
  const auto ends_at_once = [this](int signal) {
    const pid_t child = ::fork();
    if (child == 0) {
      RunningTurns turns;
      static_cast<void>(turns.open(path()));
      const observe::CrashReport report;
      turns.note_faults();
      ::raise(signal);
    }
    ::waitpid(child, nullptr, 0);
  };
  ends_at_once(SIGSEGV);
  ends_at_once(SIGKILL);
  const RunningTurns::Left found = left();
  EXPECT_THAT(found.messages, ElementsAre(11));
  EXPECT_FALSE(found.crashed) << "the process that ran it was killed";
  EXPECT_THAT(left().messages, IsEmpty());
}

TEST_F(RunningTurnsTest, AForeignFileHasNoMarks) {
  std::ofstream(path()) << std::string(300'000, 'x');
  EXPECT_THAT(left().messages, IsEmpty());
}

TEST_F(RunningTurnsTest, WithoutAFileBeginDoesNothing) {
  RunningTurns turns;
  EXPECT_FALSE(turns.open((folder_.path() / "missing" / "yak.turns").string()));
  const auto mark = turns.begin(1);
}

TEST_F(RunningTurnsTest, IgnoresMarksBeyondItsSlots) {
  RunningTurns turns;
  ASSERT_TRUE(turns.open(path()));
  std::vector<RunningTurns::Mark> marks;
  for (std::size_t i = 0; i <= RunningTurns::kSlots; ++i) {
    marks.push_back(turns.begin(static_cast<MessageId>(i) + 1));
  }
  marks.clear();
  const auto mark = turns.begin(5);
}

TEST(Suspicion, GrowsWithTheBlame) {
  EXPECT_EQ(suspicion_of(0), Suspicion::none);
  EXPECT_EQ(suspicion_of(kCrashPoints), Suspicion::none);
  EXPECT_EQ(suspicion_of(2 * kCrashPoints), Suspicion::runs_alone);
  EXPECT_EQ(suspicion_of(2 * kCrashPoints + 2 * kKillPoints), Suspicion::runs_alone);
  EXPECT_EQ(suspicion_of(3 * kCrashPoints), Suspicion::quarantine);
}

}  // namespace
}  // namespace yak::conversation
