// SPDX-License-Identifier: Apache-2.0
#include "delivery/outbox/pacer.hpp"

#include <gtest/gtest.h>

namespace yak::delivery {
namespace {

using namespace std::chrono_literals;

TEST(Pacer, DelaysOneSenderOnly) {
  Pacer pacer;
  const MonotonicTime now{1h};
  EXPECT_EQ(pacer.reserve("whatsapp", "+1", 3s, now), now);
  EXPECT_EQ(pacer.reserve("whatsapp", "+1", 3s, now), now + 3s);
  EXPECT_EQ(pacer.reserve("whatsapp", "+1", 3s, now + 1s), now + 6s);
  EXPECT_EQ(pacer.reserve("whatsapp", "+2", 3s, now), now);
  EXPECT_EQ(pacer.reserve("whatsapp", "+1", 3s, now + 20s), now + 20s);
}

TEST(Pacer, DelaysEverythingDuringAPause) {
  Pacer pacer;
  const MonotonicTime now{1h};
  pacer.pause("whatsapp", now + 10s);
  pacer.pause("whatsapp", now + 5s);
  EXPECT_EQ(pacer.reserve("whatsapp", "+1", 0ms, now), now + 10s);
  EXPECT_EQ(pacer.reserve("telegram", "+1", 0ms, now), now);
  EXPECT_EQ(pacer.paused_until("whatsapp"), now + 10s);
}

}  // namespace
}  // namespace yak::delivery
