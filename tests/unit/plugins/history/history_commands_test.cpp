// SPDX-License-Identifier: Apache-2.0
#include "history/history_commands.hpp"

#include <gtest/gtest.h>

namespace yak::history {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kCommandsNow{std::chrono::milliseconds(1'800'000'000'000)};

std::vector<HistoryLine> talk(int exchanges, std::chrono::minutes last) {
  std::vector<HistoryLine> lines;
  for (int i = exchanges; i > 0; --i) {
    const WallTime at = kCommandsNow - last - 1min * (i - 1);
    lines.emplace_back(Role::user, "question", at);
    lines.emplace_back(Role::assistant, "answer", at);
  }
  return lines;
}

TEST(HistoryInWords, ShowsSizeAgeAndWhatTheModelGets) {
  WindowLimits limits;
  limits.idle_timeout = 6h;
  EXPECT_EQ(history_text({}, kCommandsNow, limits), "This conversation has no history.");
  EXPECT_EQ(
      history_text(talk(2, 5min), kCommandsNow, limits),
      "4 messages are remembered, the oldest from 6 minutes ago, the latest from 5 minutes "
      "ago. All of them are sent to the model with your next message. After a pause of 6 hours "
      "a new conversation begins. /new clears this history; /privacy shows what else is kept.");
  EXPECT_EQ(history_text(talk(2, 7h), kCommandsNow, limits),
            "4 messages are remembered, the oldest from 7 hours 1 minute ago, the latest from 7 "
            "hours ago. None of them is sent to the model with your next message. After a pause of "
            "6 hours a new conversation begins. /new clears this history; /privacy shows what else "
            "is kept.");
  limits.idle_timeout = 0ms;
  limits.max_messages = 2;
  EXPECT_EQ(history_text(talk(2, 7h), kCommandsNow, limits),
            "4 messages are remembered, the oldest from 7 hours 1 minute ago, the latest from 7 "
            "hours ago. The last 2 of them are sent to the model with your next message. /new "
            "clears this history; /privacy shows what else is kept.");
  EXPECT_TRUE(history_text(talk(kMaxCounted / 2, 1min), kCommandsNow, limits)
                  .starts_with("At least 200 messages are"));
}

}  // namespace
}  // namespace yak::history
