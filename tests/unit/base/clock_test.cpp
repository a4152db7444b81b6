// SPDX-License-Identifier: Apache-2.0
#include "base/clock.hpp"

#include <gtest/gtest.h>

#include "yak/testing/test_loop.hpp"

namespace yak::base {
namespace {

using namespace std::chrono_literals;

TEST(SystemClock, AnAlarmFiresOnceItsTimeHasCome) {
  yak::testing::TestLoop loop;
  SystemClock clock;
  const MonotonicTime when = clock.monotonic() + 5ms;
  MonotonicTime rang{};
  const auto alarm = clock.set_alarm(loop.executor(), when, [&] { rang = clock.monotonic(); });
  EXPECT_EQ(rang, MonotonicTime{});
  loop.finish([&] { return rang != MonotonicTime{}; });
  EXPECT_GE(rang, when);
}

TEST(SystemClock, ACancelledAlarmDoesNotFireEvenIfItsTimeHasPassed) {
  yak::testing::TestLoop loop;
  SystemClock clock;
  bool late = false;
  bool rang = false;
  auto taken = clock.set_alarm(loop.executor(), clock.monotonic(), [&] { rang = true; });
  const auto other =
      clock.set_alarm(loop.executor(), clock.monotonic() + 5ms, [&] { late = true; });
  taken.reset();
  loop.finish([&] { return late; });
  EXPECT_FALSE(rang);
}

TEST(SystemClock, AnAlarmMayBeDestroyedByItsOwnCallback) {
  yak::testing::TestLoop loop;
  SystemClock clock;
  std::unique_ptr<Alarm> alarm;
  alarm = clock.set_alarm(loop.executor(), clock.monotonic(), [&] { alarm.reset(); });
  loop.finish([&] { return alarm == nullptr; });
  EXPECT_EQ(alarm, nullptr);
}

}  // namespace
}  // namespace yak::base
