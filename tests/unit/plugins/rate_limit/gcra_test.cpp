// SPDX-License-Identifier: Apache-2.0
#include "rate_limit/gcra.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <random>
#include <vector>

namespace yak::rate_limit {
namespace {

using namespace std::chrono_literals;

Rate rate(std::uint32_t count, std::chrono::milliseconds per) {
  Rate rate;
  rate.count = count;
  rate.per = per;
  return rate;
}

/// The same limit as a token bucket: `count` tokens, refilled evenly.
class Bucket {
 public:
  explicit Bucket(Rate rate)
      : token_((std::chrono::nanoseconds(rate.per).count() + rate.count - 1) / rate.count),
        full_(token_ * rate.count),
        level_(full_) {}

  bool take(Instant now) {
    level_ = std::min(full_, level_ + (now.count() - last_));
    last_ = now.count();
    if (level_ < token_) return false;
    level_ -= token_;
    return true;
  }

 private:
  std::int64_t token_;
  std::int64_t full_;
  std::int64_t level_;
  std::int64_t last_ = 0;
};

TEST(Gcra, AdmitsTheCountAtOnceAndThenOneAnInterval) {
  const Gcra gcra(rate(20, 1min));
  const Instant start = 1h;
  Instant arrival{0};
  for (int i = 0; i < 20; ++i) {
    ASSERT_EQ(gcra.wait(arrival, start), 0ns) << i;
    arrival = gcra.after(arrival, start);
  }
  EXPECT_EQ(gcra.wait(arrival, start), 3s);
  EXPECT_EQ(gcra.wait(arrival, start + 3s - 1ns), 1ns);
  EXPECT_EQ(gcra.wait(arrival, start + 3s), 0ns);
  EXPECT_EQ(arrival - start, 60s) << "the whole allowance is back after the rate's span";
}

TEST(Gcra, AgreesWithATokenBucket) {
  const std::vector<Rate> rates{rate(20, 1min),  rate(1, 1s),    rate(7, 1min),
                                rate(600, 1min), rate(3, 100ms), rate(1'000'000, 24h)};
  for (const Rate& each : rates) {
    std::mt19937_64 random(each.count);
    const Gcra gcra(each);
    Bucket bucket(each);
    const std::int64_t span = Instant(each.per).count() / each.count * 3;
    Instant now{0};
    Instant arrival{0};
    for (int i = 0; i < 20'000; ++i) {
      now += Instant(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(span)) / 2);
      const bool conforms = gcra.wait(arrival, now) == 0ns;
      ASSERT_EQ(conforms, bucket.take(now)) << each.count << " at step " << i;
      if (conforms) arrival = gcra.after(arrival, now);
    }
  }
}

TEST(Gcra, KeepsItsBoundInEverySlidingWindow) {
  const Rate limit = rate(7, 1min);
  const Gcra gcra(limit);
  std::mt19937_64 random(7);
  std::deque<Instant> admitted;
  Instant now{0};
  Instant arrival{0};
  for (int i = 0; i < 50'000; ++i) {
    now += Instant(static_cast<std::int64_t>(random() % 8'000'000'000ULL));
    while (!admitted.empty() && admitted.front() <= now - Instant(limit.per)) admitted.pop_front();
    if (gcra.wait(arrival, now) > 0ns) continue;
    arrival = gcra.after(arrival, now);
    admitted.push_back(now);
    // A full bucket, plus what is refilled within the window.
    ASSERT_LE(admitted.size(), 2U * limit.count);
  }
}

TEST(Gcra, ItsWaitIsExact) {
  const Gcra gcra(rate(3, 10s));
  Instant arrival{0};
  Instant now = 5s;
  for (int i = 0; i < 100; ++i) {
    const Instant wait = gcra.wait(arrival, now);
    if (wait > 0ns) EXPECT_GT(gcra.wait(arrival, now + wait - 1ns), 0ns);
    now += wait;
    ASSERT_EQ(gcra.wait(arrival, now), 0ns);
    arrival = gcra.after(arrival, now);
  }
}

}  // namespace
}  // namespace yak::rate_limit
