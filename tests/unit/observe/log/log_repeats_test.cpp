// SPDX-License-Identifier: Apache-2.0
#include "observe/log/log_repeats.hpp"

#include <gtest/gtest.h>

namespace yak::observe {
namespace {

using namespace std::chrono_literals;

constexpr MonotonicTime kBegin{};

std::size_t admitted(LogRepeats& repeats, std::size_t times, LogLevel level = LogLevel::warn,
                     MonotonicTime now = kBegin, std::string_view message = "tls failed") {
  std::size_t count = 0;
  for (std::size_t i = 0; i < times; ++i) {
    if (repeats.admit(level, "net", message, now)) ++count;
  }
  return count;
}

TEST(LogRepeats, WritesTheFirstAndCountsTheRest) {
  LogRepeats repeats;
  EXPECT_EQ(admitted(repeats, LogRepeats::kMax + 41), LogRepeats::kMax);
  EXPECT_EQ(repeats.suppressed(), 41U);
  EXPECT_TRUE(repeats.take_ended(kBegin + 9s).empty());
  const auto ended = repeats.take_ended(kBegin + 10s);
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].source, "net");
  EXPECT_EQ(ended[0].message, "tls failed");
  EXPECT_EQ(ended[0].level, LogLevel::warn);
  EXPECT_EQ(ended[0].count, 41U);
  EXPECT_TRUE(repeats.take_ended(kBegin + 20s).empty());
  EXPECT_EQ(repeats.size(), 0U);
}

TEST(LogRepeats, WritesTwentyLinesInTenSeconds) {
  LogRepeats repeats;
  EXPECT_EQ(admitted(repeats, 100), 20U);
  EXPECT_EQ(admitted(repeats, 100, LogLevel::warn, kBegin + 9'999ms), 0U);
  EXPECT_EQ(repeats.take_ended(kBegin + 10s).size(), 1U);
  EXPECT_EQ(admitted(repeats, 100, LogLevel::warn, kBegin + 10s), 20U);
}

TEST(LogRepeats, ANewWindowStartsFromZero) {
  LogRepeats repeats;
  admitted(repeats, LogRepeats::kMax + 1);
  EXPECT_EQ(repeats.take_ended(kBegin + 10s).size(), 1U);
  EXPECT_EQ(admitted(repeats, LogRepeats::kMax + 1, LogLevel::warn, kBegin + 10s),
            LogRepeats::kMax);
}

TEST(LogRepeats, ReportsNothingIfNothingWasSuppressed) {
  LogRepeats repeats;
  admitted(repeats, LogRepeats::kMax);
  EXPECT_TRUE(repeats.take_all().empty());
  EXPECT_EQ(repeats.size(), 0U);
}

TEST(LogRepeats, OtherLinesAreWritten) {
  LogRepeats repeats;
  admitted(repeats, 100);
  EXPECT_TRUE(repeats.admit(LogLevel::warn, "net", "another", kBegin));
  EXPECT_TRUE(repeats.admit(LogLevel::warn, "whatsapp", "tls failed", kBegin));
}

TEST(LogRepeats, InfoAndDebugAreWrittenLineByLine) {
  LogRepeats repeats;
  EXPECT_EQ(admitted(repeats, 1'000, LogLevel::info), 1'000U);
  EXPECT_EQ(admitted(repeats, 1'000, LogLevel::debug), 1'000U);
  EXPECT_EQ(repeats.size(), 0U);
}

TEST(LogRepeats, AFullTableLetsOtherLinesPass) {
  LogRepeats repeats;
  for (std::size_t i = 0; i < 2 * LogRepeats::kMaxLines; ++i) {
    admitted(repeats, 1, LogLevel::error, kBegin, "line " + std::to_string(i));
  }
  EXPECT_EQ(repeats.size(), LogRepeats::kMaxLines);
  EXPECT_EQ(admitted(repeats, 50, LogLevel::error, kBegin, "one more"), 50U);
  EXPECT_EQ(admitted(repeats, 50, LogLevel::error, kBegin, "line 3"), LogRepeats::kMax - 1);
}

TEST(LogRepeats, DescribesTheRepeats) {
  EXPECT_EQ(repeats_text(41), "repeated 41 more times in 10 s");
  EXPECT_EQ(repeats_text(1), "repeated 1 more time in 10 s");
}

}  // namespace
}  // namespace yak::observe
