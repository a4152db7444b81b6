// SPDX-License-Identifier: Apache-2.0
#include "yak/restart.hpp"

#include <gtest/gtest.h>

namespace yak {
namespace {

using namespace std::chrono_literals;

TEST(RestartPolicy, PausesLongerAfterEachUnexpectedEnd) {
  RestartPolicy policy(Restart::always);
  const MonotonicTime now{};
  std::vector<std::int64_t> least;
  std::vector<std::int64_t> most;
  for (int i = 0; i < 8; ++i) {
    RestartPolicy other = policy;
    policy.begin(now);
    least.push_back(policy.end(now, true, 0)->count());
    most.push_back(other.end(now, true, 1)->count());
  }
  EXPECT_EQ(least, (std::vector<std::int64_t>{500, 1000, 2000, 4000, 8000, 16000, 30000, 30000}));
  EXPECT_EQ(most, (std::vector<std::int64_t>{1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000}));
}

TEST(RestartPolicy, DecidesByTheRestartSetting) {
  const MonotonicTime now{};
  const auto starts_again = [now](Restart restart, bool threw) {
    RestartPolicy policy(restart);
    policy.begin(now);
    return policy.end(now, threw, 0).has_value();
  };
  EXPECT_TRUE(starts_again(Restart::always, false));
  EXPECT_TRUE(starts_again(Restart::always, true));
  EXPECT_FALSE(starts_again(Restart::on_failure, false));
  EXPECT_TRUE(starts_again(Restart::on_failure, true));
  EXPECT_FALSE(starts_again(Restart::never, false));
  EXPECT_FALSE(starts_again(Restart::never, true));
}

TEST(RestartPolicy, KeepsFailingFromTheSecondEndOnUntilItHasRunForAWhile) {
  RestartPolicy policy(Restart::always);
  MonotonicTime now{};
  policy.begin(now);
  policy.end(now, true, 0);
  EXPECT_FALSE(policy.keeps_failing(now));
  policy.begin(now);
  policy.end(now, true, 0);
  EXPECT_TRUE(policy.keeps_failing(now));
  now += 1h;
  EXPECT_TRUE(policy.keeps_failing(now)) << "it waits for its restart";
  policy.begin(now);
  EXPECT_TRUE(policy.keeps_failing(now + 19s));
  EXPECT_FALSE(policy.keeps_failing(now + 20s));
  EXPECT_EQ(policy.end(now + 20s, true, 0), 500ms) << "as after the first";
}

TEST(RestartPolicy, WorkWithoutARestartHasFailed) {
  RestartPolicy policy(Restart::never);
  const MonotonicTime now{};
  policy.begin(now);
  policy.end(now, true, 0);
  EXPECT_TRUE(policy.keeps_failing(now + 24h));
}

}  // namespace
}  // namespace yak
