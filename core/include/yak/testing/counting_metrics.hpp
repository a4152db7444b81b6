// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "yak/metrics.hpp"

namespace yak::testing {

/// Metrics whose values a test can read. Thread-safe.
class CountingMetrics final : public Metrics {
 public:
  CountingMetrics();
  ~CountingMetrics() override;

  Counter& counter(const std::string& name, const std::string& help,
                   const Labels& labels = {}) override;
  Gauge& gauge(const std::string& name, const std::string& help,
               const Labels& labels = {}) override;
  Histogram& histogram(const std::string& name, const std::string& help,
                       const std::vector<double>& bounds, const Labels& labels = {}) override;

  /// The value of a counter or gauge with exactly these labels; 0 if there is none.
  [[nodiscard]] double value(const std::string& name, const Labels& labels = {}) const;
  /// The sum over all labels.
  [[nodiscard]] double sum(const std::string& name) const;
  /// The values that a histogram observed, in order.
  [[nodiscard]] std::vector<double> observations(const std::string& name,
                                                 const Labels& labels = {}) const;
  /// `name{key="value"}` of every series, to inspect which labels exist.
  [[nodiscard]] std::vector<std::string> series() const;

 private:
  struct Series;
  Series& find(const std::string& name, const Labels& labels);

  mutable std::mutex mutex_;
  std::map<std::pair<std::string, Labels>, std::unique_ptr<Series>> series_;
};

}  // namespace yak::testing
