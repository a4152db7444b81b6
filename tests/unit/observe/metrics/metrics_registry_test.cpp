// SPDX-License-Identifier: Apache-2.0
#include "observe/metrics/metrics_registry.hpp"

#include <gtest/gtest.h>

namespace yak::observe {
namespace {

TEST(MetricsRegistry, TheSameNameAndLabelsAreTheSameSeries) {
  MetricsRegistry metrics;
  Counter& first = metrics.counter("yak_a_total", "A", {{"k", "v"}});
  Counter& again = metrics.counter("yak_a_total", "A", {{"k", "v"}});
  Counter& other = metrics.counter("yak_a_total", "A", {{"k", "w"}});
  EXPECT_EQ(&first, &again);
  EXPECT_NE(&first, &other);
  first.add();
  again.add(2);
  EXPECT_NE(metrics.text().find("yak_a_total{k=\"v\"} 3"), std::string::npos);
}

TEST(MetricsRegistry, WritesGaugesAndHistograms) {
  MetricsRegistry metrics;
  metrics.gauge("yak_b", "B", {}).set(4.5);
  metrics.histogram("yak_c_seconds", "C", {0.1, 1}, {}).observe(0.5);
  const std::string text = metrics.text();
  EXPECT_NE(text.find("yak_b 4.5"), std::string::npos);
  EXPECT_NE(text.find("yak_c_seconds_bucket{le=\"1\"} 1"), std::string::npos);
}

TEST(MetricsRegistry, ALabelWithTooManyValuesIsCutOffAndCounted) {
  MetricsRegistry metrics;
  for (std::size_t i = 0; i < MetricsRegistry::kMaxSeries + 50; ++i) {
    metrics.counter("yak_a_total", "A", {{"who", std::to_string(i)}}).add();
  }
  EXPECT_EQ(metrics.label_values("yak_a_total", "who").size(), MetricsRegistry::kMaxSeries + 1);
  EXPECT_EQ(metrics.sum("yak_a_total", {{"who", "other"}}), 50);
  EXPECT_EQ(metrics.sum("yak_a_total", {{"who", "7"}}), 1);
  EXPECT_NE(metrics.text().find("yak_metric_series_refused_total 50"), std::string::npos);
}

TEST(MetricsRegistry, SumsSeriesWithTheLabels) {
  MetricsRegistry metrics;
  metrics.counter("yak_a_total", "A", {{"k", "v"}, {"l", "1"}}).add(1);
  metrics.counter("yak_a_total", "A", {{"k", "v"}, {"l", "2"}}).add(2);
  metrics.counter("yak_a_total", "A", {{"k", "w"}, {"l", "1"}}).add(4);
  metrics.gauge("yak_b", "B", {}).set(8);
  EXPECT_EQ(metrics.sum("yak_a_total"), 7);
  EXPECT_EQ(metrics.sum("yak_a_total", {{"k", "v"}}), 3);
  EXPECT_EQ(metrics.sum("yak_a_total", {{"l", "1"}, {"k", "w"}}), 4);
  EXPECT_EQ(metrics.sum("yak_b"), 8);
  EXPECT_EQ(metrics.sum("yak_c"), 0);
  EXPECT_EQ(metrics.label_values("yak_a_total", "k"), (std::vector<std::string>{"v", "w"}));
}

TEST(MetricsRegistry, AddsUpTheBucketsOfAllSeries) {
  MetricsRegistry metrics;
  metrics.histogram("yak_c_seconds", "C", {0.1, 1}, {{"k", "v"}}).observe(0.05);
  metrics.histogram("yak_c_seconds", "C", {0.1, 1}, {{"k", "w"}}).observe(0.5);
  metrics.histogram("yak_c_seconds", "C", {0.1, 1}, {{"k", "w"}}).observe(5);
  const auto buckets = metrics.buckets("yak_c_seconds");
  ASSERT_EQ(buckets.size(), 3U);
  EXPECT_EQ(buckets[0].bound, 0.1);
  EXPECT_EQ(buckets[0].count, 1);
  EXPECT_EQ(buckets[1].count, 2);
  EXPECT_EQ(buckets[2].count, 3);
  EXPECT_TRUE(metrics.buckets("yak_d_seconds").empty());
}

TEST(MetricsRegistry, RunsTheCollectorBeforeEachText) {
  MetricsRegistry metrics;
  int looks = 0;
  metrics.before_text([&] { metrics.gauge("yak_looks", "L", {}).set(++looks); });
  EXPECT_NE(metrics.text().find("yak_looks 1"), std::string::npos);
  EXPECT_NE(metrics.text().find("yak_looks 2"), std::string::npos);
}

}  // namespace
}  // namespace yak::observe
