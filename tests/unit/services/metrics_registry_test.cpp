#include "services/metrics_registry.hpp"

#include <gtest/gtest.h>

namespace yak::services {
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

}  // namespace
}  // namespace yak::services
