// SPDX-License-Identifier: Apache-2.0
#include "yak/text/text_format.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace yak {
namespace {

using namespace std::chrono_literals;

TEST(Words, GroupThousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1'000), "1,000");
  EXPECT_EQ(grouped(1'234'567), "1,234,567");
  EXPECT_EQ(grouped(-999), "-999");
  EXPECT_EQ(grouped(-1'000), "-1,000");
}

TEST(Words, CountWithTheRightPlural) {
  EXPECT_EQ(format_count(0, "message"), "0 messages");
  EXPECT_EQ(format_count(1, "message"), "1 message");
  EXPECT_EQ(format_count(12'345, "token"), "12,345 tokens");
}

TEST(Words, SpansRoundUpToTwoUnits) {
  struct Case {
    std::chrono::milliseconds span;
    const char* words;
  };
  const std::vector<Case> cases{
      {-5s, "1 second"},
      {0ms, "1 second"},
      {1ms, "1 second"},
      {1'001ms, "2 seconds"},
      {34s, "34 seconds"},
      {33'400ms, "34 seconds"},
      {59'001ms, "1 minute"},
      {60s, "1 minute"},
      {61s, "1 minute 1 second"},
      {125s, "2 minutes 5 seconds"},
      {59min + 59s + 500ms, "1 hour"},
      {1h + 1s, "1 hour 1 minute"},
      {5h + 12min, "5 hours 12 minutes"},
      {23h + 59min + 30s, "1 day"},
      {72h, "3 days"},
      {73h, "3 days 1 hour"},
  };
  for (const Case& c : cases) EXPECT_EQ(format_duration(c.span), c.words) << c.span.count();
}

TEST(Words, DollarsAreNeverZeroForAPositiveAmount) {
  EXPECT_EQ(format_dollars(0), "$0.00");
  EXPECT_EQ(format_dollars(1), "less than $0.0001");
  EXPECT_EQ(format_dollars(99'999), "less than $0.0001");
  EXPECT_EQ(format_dollars(100'000), "$0.0001");
  EXPECT_EQ(format_dollars(12'345'678), "$0.0123");
  EXPECT_EQ(format_dollars(1'500'000'000), "$1.50");
}

}  // namespace
}  // namespace yak
