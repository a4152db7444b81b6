// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "yak/metrics.hpp"

namespace yak::observe {

/// All metrics of the process, implemented with prometheus-cpp. Thread-safe.
///
/// A metric has at most kMaxSeries series. Above that, new label values are counted together in the
/// series whose labels all have the value `other`, and in yak_metric_series_refused_total: a label
/// that grows with the traffic must not exhaust the memory of Yak or of the scraper.
class MetricsRegistry final : public Metrics {
 public:
  static constexpr std::size_t kMaxSeries = 500;

  MetricsRegistry();
  ~MetricsRegistry() override;

  Counter& counter(const std::string& name, const std::string& help, const Labels& labels) override;
  Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels) override;
  Histogram& histogram(const std::string& name, const std::string& help,
                       const std::vector<double>& bounds, const Labels& labels) override;

  /// Registers a function that each `text` calls first, on its thread, to refresh metrics that are
  /// only read on a scrape. It must be quick and must not throw. Call this before the first `text`.
  void before_text(std::function<void()> look);
  /// Returns all metrics in Prometheus' text format 0.0.4.
  [[nodiscard]] std::string text() const;

  /// Returns the sum over the counters and gauges of that name that have at least these labels; 0
  /// if there are none.
  [[nodiscard]] double sum(const std::string& name, const Labels& having = {}) const;
  /// Returns the distinct values of `label` in counters and gauges of that name, sorted.
  [[nodiscard]] std::vector<std::string> label_values(const std::string& name,
                                                      const std::string& label) const;
  /// One cumulative bucket of a histogram: how many observations were at most `bound`.
  struct Bucket {
    double bound = 0;  ///< infinite in the last
    double count = 0;
  };
  /// Returns the buckets summed over a histogram's series; empty if there is no such histogram.
  [[nodiscard]] std::vector<Bucket> buckets(const std::string& name) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace yak::observe
