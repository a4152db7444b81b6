// SPDX-License-Identifier: Apache-2.0
#include "observe/log/log_output.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace yak::observe {
namespace {

/// Replaces standard error with a socket that preserves the boundaries of writes.
class Writes {
 public:
  Writes() : kept_(::dup(STDERR_FILENO)) {
    ::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends_.data());
    ::dup2(ends_[1], STDERR_FILENO);
  }
  ~Writes() {
    ::dup2(kept_, STDERR_FILENO);
    for (const int end : {kept_, ends_[0], ends_[1]}) ::close(end);
  }
  Writes(const Writes&) = delete;
  Writes& operator=(const Writes&) = delete;

  /// Waits for the next write.
  std::string next() {
    std::string text(1U << 20U, '\0');
    const ssize_t size = ::recv(ends_[0], text.data(), text.size(), 0);
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return text;
  }

 private:
  int kept_;
  std::array<int, 2> ends_{};
};

/// Replaces standard error with a pipe that is read only by `read_all`.
class BlockedPipe {
 public:
  BlockedPipe() : kept_(::dup(STDERR_FILENO)) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) throw std::runtime_error("pipe failed");
    from_ = ends[0];
    ::dup2(ends[1], STDERR_FILENO);
    ::close(ends[1]);
  }
  ~BlockedPipe() {
    restore();
    ::close(from_);
  }
  BlockedPipe(const BlockedPipe&) = delete;
  BlockedPipe& operator=(const BlockedPipe&) = delete;

  /// Makes the thread of `output` block in a write.
  void block(LogOutput& output) const {
    output.put(LogLevel::info, std::string(1U << 20U, 'x'));
    pollfd readable{from_, POLLIN, 0};
    ASSERT_EQ(::poll(&readable, 1, 20'000), 1);
  }
  /// Puts the old standard error back.
  void restore() {
    if (kept_ < 0) return;
    ::dup2(kept_, STDERR_FILENO);
    ::close(std::exchange(kept_, -1));
  }
  /// Reads until no one can write any more.
  [[nodiscard]] std::string read_all() const {
    std::string text;
    std::array<char, 65536> bytes{};
    for (ssize_t got = 0; (got = ::read(from_, bytes.data(), bytes.size())) > 0;) {
      text.append(bytes.data(), static_cast<std::size_t>(got));
    }
    return text;
  }

 private:
  int kept_;
  int from_ = -1;
};

TEST(LogOutput, AFullQueueKeepsWarningsAndErrors) {
  BlockedPipe pipe;
  std::string text;
  std::jthread reader;
  {
    LogOutput output;
    pipe.block(output);
    output.put(LogLevel::error, "the disk is full");
    output.put(LogLevel::info, "first");
    for (std::size_t i = 0; i < LogOutput::kQueueLines; ++i) output.put(LogLevel::info, "later");
    output.put(LogLevel::warn, "the last");
    EXPECT_EQ(output.dropped(), 3U);
    reader = std::jthread([&] { text = pipe.read_all(); });
  }
  pipe.restore();
  reader.join();
  EXPECT_THAT(text, ::testing::HasSubstr("the disk is full\nlater\n"));
  EXPECT_TRUE(text.ends_with("later\nthe last\n"));
}

TEST(LogOutput, TheDestructorDoesNotWaitForAReaderThatNeverComes) {
  BlockedPipe pipe;
  const auto began = std::chrono::steady_clock::now();
  {
    LogOutput output;
    pipe.block(output);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(20));
  pipe.restore();
  EXPECT_FALSE(pipe.read_all().empty());
}

TEST(LogOutput, ASingleLineIsWrittenAtOnce) {
  Writes writes;
  LogOutput output;
  output.put(LogLevel::info, "one");
  EXPECT_EQ(writes.next(), "one\n");
  output.put(LogLevel::error, "two");
  EXPECT_EQ(writes.next(), "two\n");
}

TEST(LogOutput, LinesCarryAPriorityForJournald) {
  Writes writes;
  struct stat found{};
  ASSERT_EQ(::fstat(STDERR_FILENO, &found), 0);
  const std::string stream = std::to_string(found.st_dev) + ":" + std::to_string(found.st_ino);
  ::setenv("JOURNAL_STREAM", stream.c_str(), 1);
  LogOutput output;
  ::setenv("JOURNAL_STREAM", "1:2", 1);
  LogOutput elsewhere;
  ::unsetenv("JOURNAL_STREAM");
  output.put(LogLevel::debug, "one");
  EXPECT_EQ(writes.next(), "<7>one\n");
  output.put(LogLevel::info, "two");
  EXPECT_EQ(writes.next(), "<6>two\n");
  output.put(LogLevel::warn, "three");
  EXPECT_EQ(writes.next(), "<4>three\n");
  output.put(LogLevel::error, "four");
  EXPECT_EQ(writes.next(), "<3>four\n");
  elsewhere.put(LogLevel::error, "five");
  EXPECT_EQ(writes.next(), "five\n");
}

TEST(LogOutput, LinesOfABurstShareWritesAndKeepTheirOrder) {
  constexpr int kLines = 500;
  Writes writes;
  LogOutput output;
  std::string expected;
  for (int i = 0; i < kLines; ++i) {
    output.put(LogLevel::info, std::to_string(i));
    expected += std::to_string(i) + "\n";
  }
  std::string text;
  int count = 0;
  for (; text.size() < expected.size(); ++count) text += writes.next();
  EXPECT_EQ(text, expected);
  EXPECT_LT(count, kLines / 2);
}

TEST(LogOutput, AnErrorDoesNotWaitForTheEndOfABurst) {
  Writes writes;
  LogOutput output;
  output.put(LogLevel::info, "first");
  EXPECT_EQ(writes.next(), "first\n");
  output.put(LogLevel::info, "second");
  output.put(LogLevel::error, "third");
  std::string text;
  while (!text.ends_with("third\n")) text += writes.next();
  EXPECT_EQ(text, "second\nthird\n");
}

TEST(LogOutput, AFillingQueueIsWrittenWithoutWaiting) {
  constexpr std::size_t kLines = LogOutput::kQueueLines * 3 / 4;
  Writes writes;
  LogOutput output;
  std::size_t size = 0;
  for (std::size_t round = 0; round < 20; ++round) {
    for (std::size_t i = 0; i < kLines; ++i) output.put(LogLevel::info, "line");
    while (size < (round + 1) * kLines * 5) size += writes.next().size();
  }
  EXPECT_EQ(output.dropped(), 0U);
}

TEST(LogOutput, FlushWritesLinesThatGather) {
  constexpr int kLines = 100;
  ::testing::internal::CaptureStderr();
  LogOutput output;
  for (int i = 0; i < kLines; ++i) output.put(LogLevel::info, "line");
  output.flush(std::chrono::seconds(10));
  const std::string text = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::ranges::count(text, '\n'), kLines);
}

TEST(LogOutput, LongLinesAreDroppedAboveTheBoundInBytes) {
  const std::string line(LogOutput::kQueueBytes / 16, 'x');
  const int kept = ::dup(STDERR_FILENO);
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  ::dup2(ends[1], STDERR_FILENO);
  ::close(ends[1]);
  std::jthread reader;
  {
    LogOutput output;
    // The thread takes at most one full queue before the pipe blocks it.
    for (int i = 0; i < 40; ++i) output.put(LogLevel::info, line);
    EXPECT_GT(output.dropped(), 0U);
    EXPECT_LT(output.dropped(), 40U);
    reader = std::jthread([from = ends[0]] {
      std::array<char, 65536> bytes{};
      while (::read(from, bytes.data(), bytes.size()) > 0) {
      }
    });
  }
  ::dup2(kept, STDERR_FILENO);
  ::close(kept);
  reader.join();
  ::close(ends[0]);
}

TEST(LogOutput, ManyThreadsLoseNothingAndTheDestructorWritesTheRest) {
  constexpr int kThreads = 4;
  constexpr int kLines = 200;
  ::testing::internal::CaptureStderr();
  {
    LogOutput output;
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&output, thread] {
        for (int i = 0; i < kLines; ++i) {
          output.put(i % 50 == 0 ? LogLevel::warn : LogLevel::info, std::to_string(thread));
        }
      });
    }
    threads.clear();
    EXPECT_EQ(output.dropped(), 0U);
  }
  const std::string text = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::ranges::count(text, '\n'), kThreads * kLines);
}

}  // namespace
}  // namespace yak::observe
