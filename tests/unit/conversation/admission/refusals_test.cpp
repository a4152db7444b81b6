// SPDX-License-Identifier: Apache-2.0
#include "conversation/admission/refusals.hpp"

#include <gtest/gtest.h>

namespace yak::conversation {
namespace {

using namespace std::chrono_literals;

TEST(Refusals, LogHourlyAndReplyDailyForEachSender) {
  Refusals refusals;
  const MonotonicTime start{100h};
  int logs = 0;
  int replies = 0;
  for (std::chrono::minutes minute{0}; minute < 24h; minute += 1min) {
    const RefusalActions refusal = refusals.note("whatsapp:+15551234567", start + minute);
    logs += refusal.log ? 1 : 0;
    replies += refusal.reply ? 1 : 0;
  }
  EXPECT_EQ(logs, 24);
  EXPECT_EQ(replies, 1);
  EXPECT_TRUE(refusals.note("whatsapp:+15551234567", start + 24h).reply);
  EXPECT_TRUE(refusals.note("whatsapp:+15550000000", start).log);
}

TEST(Refusals, ForgetTheLeastRecentSender) {
  Refusals refusals;
  const MonotonicTime start{100h};
  for (std::size_t i = 0; i < Refusals::kMaxSenders; ++i) refusals.note(std::to_string(i), start);
  EXPECT_FALSE(refusals.note("0", start).log);
  refusals.note("new", start);
  EXPECT_FALSE(refusals.note("0", start).log);
  EXPECT_TRUE(refusals.note("1", start).log);
}

}  // namespace
}  // namespace yak::conversation
