// SPDX-License-Identifier: Apache-2.0
#include "commands/usage_text.hpp"

#include <gtest/gtest.h>

namespace yak::commands {
namespace {

constexpr Day kToday = 20'000;

UsageRow row(Day day, std::int64_t messages, std::int64_t tokens, std::int64_t nano,
             std::int64_t unpriced) {
  UsageRow row;
  row.day = day;
  row.messages = messages;
  row.prompt_tokens = tokens;
  row.completion_tokens = 1;
  row.cost_nano_usd = nano;
  row.unpriced_messages = unpriced;
  return row;
}

TEST(UsageInWords, SeparatesTodayFromTheMonth) {
  const std::string text =
      describe_usage({row(kToday - 30, 100, 100, 100, 0),  // outside the 30 days
                      row(kToday - 29, 1, 9, 1'000'000'000, 0), row(kToday, 2, 1'999, 500'000, 0)},
                     kToday);
  EXPECT_EQ(text,
            "Today (UTC): 2 messages, 2,000 tokens, $0.0005\n"
            "Last 30 days: 3 messages, 2,010 tokens, $1.00");
}

TEST(UsageInWords, DoesNotShowAnUnknownCostAsZero) {
  EXPECT_EQ(describe_usage({row(kToday, 2, 9, 0, 2)}, kToday),
            "Today (UTC): 2 messages, 10 tokens, cost unknown for 2 messages\n"
            "Last 30 days: 2 messages, 10 tokens, cost unknown for 2 messages");
  EXPECT_EQ(describe_usage({row(kToday - 1, 3, 9, 500'000, 1)}, kToday),
            "Today (UTC): no messages\n"
            "Last 30 days: 3 messages, 10 tokens, $0.0005 and unknown for 1 message");
}

}  // namespace
}  // namespace yak::commands
