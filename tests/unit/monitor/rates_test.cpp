// SPDX-License-Identifier: Apache-2.0
#include "monitor/rates.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace yak::monitor {
namespace {

using namespace std::chrono_literals;
using Buckets = std::vector<observe::MetricsRegistry::Bucket>;

constexpr MonotonicTime kBegin{1h};
constexpr double kInfinity = std::numeric_limits<double>::infinity();

Rates::Reading reading(std::chrono::seconds at, double messages) {
  Rates::Reading made;
  made.at = kBegin + at;
  made.messages = messages;
  return made;
}

TEST(Rates, AWindowHoldsTheGrowthWithinIt) {
  Rates rates;
  // One message a second.
  for (int second = 0; second <= 1'200; second += 10) rates.add(reading(1s * second, second));
  const auto windows = rates.windows(reading(1'203s, 1'203));
  EXPECT_EQ(windows[0].grown.messages, 63);
  EXPECT_EQ(windows[0].span, 63s);
  EXPECT_EQ(windows[1].grown.messages, 303);
  EXPECT_EQ(windows[2].grown.messages, 903);
}

TEST(Rates, WindowsAreShorterAfterAStart) {
  Rates rates;
  EXPECT_EQ(rates.windows(reading(0s, 5))[2].span, 0s);
  rates.add(reading(0s, 0));
  const auto windows = rates.windows(reading(4s, 8));
  for (const Rates::Window& window : windows) {
    EXPECT_EQ(window.span, 4s);
    EXPECT_EQ(window.grown.messages, 8);
  }
}

TEST(Rates, KeepsNoMoreThanItNeeds) {
  Rates rates;
  for (int second = 0; second < 100'000; second += 5) rates.add(reading(1s * second, second));
  const auto windows = rates.windows(reading(100'000s, 100'000));
  EXPECT_NEAR(windows[2].span.count(), 900, 10);
  EXPECT_NEAR(windows[0].span.count(), 60, 10);
}

TEST(Rates, ReadsTheDaemonsOwnMetrics) {
  observe::MetricsRegistry metrics;
  metrics.counter("yak_turns_total", "", {{"result", "answered"}}).add(3);
  metrics.counter("yak_turns_total", "", {{"result", "failed"}}).add(1);
  metrics.counter("yak_deliveries_total", "", {{"state", "sent"}}).add(5);
  metrics.counter("yak_deliveries_total", "", {{"state", "dead"}}).add(2);
  metrics.counter("yak_model_calls_total", "", {{"model", "a/b"}, {"result", "ok"}}).add(3);
  metrics.counter("yak_model_calls_total", "", {{"model", "a/b"}, {"result", "timeout"}}).add(2);
  metrics.counter("yak_model_cost_usd_total", "", {{"model", "a/b"}}).add(0.25);
  metrics.histogram("yak_turn_seconds", "", {1, 2}, {}).observe(1.5);
  const Rates::Reading read = Rates::read(metrics, kBegin);
  EXPECT_EQ(read.turns, 4);
  EXPECT_EQ(read.turns_failed, 1);
  EXPECT_EQ(read.sent, 5);
  EXPECT_EQ(read.dead, 2);
  EXPECT_EQ(read.model_calls, 5);
  EXPECT_EQ(read.model_failures, 2);
  EXPECT_EQ(read.cost_usd, 0.25);
  EXPECT_EQ(read.turn_seconds.size(), 3U);
}

TEST(Quantile, IsInterpolatedWithinItsBucket) {
  const Buckets buckets{{1, 10}, {2, 30}, {10, 30}, {kInfinity, 30}};
  EXPECT_DOUBLE_EQ(quantile(buckets, 0.5), 1.25);
  EXPECT_DOUBLE_EQ(quantile(buckets, 1.0 / 3), 1);
  EXPECT_DOUBLE_EQ(quantile(buckets, 1), 2);
}

TEST(Quantile, AboveTheLastBoundIsThatBound) {
  EXPECT_DOUBLE_EQ(quantile({{1, 1}, {90, 1}, {kInfinity, 100}}, 0.95), 90);
}

TEST(Quantile, OfAnEmptyHistogramIsZero) {
  EXPECT_EQ(quantile({}, 0.5), 0);
  EXPECT_EQ(quantile({{1, 0}, {kInfinity, 0}}, 0.95), 0);
}

}  // namespace
}  // namespace yak::monitor
