#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "yak/metrics.hpp"

namespace yak::observe {

/// All series of the process, over prometheus-cpp.
///
/// A name has at most kMaxSeries series. Beyond it new label values are counted together, in the
/// series whose labels all have the value `other`, and in yak_metric_series_refused_total: a label
/// that grows with the traffic must not take the memory, nor the scraper's.
class MetricsRegistry final : public Metrics {
 public:
  static constexpr std::size_t kMaxSeries = 500;

  MetricsRegistry();
  ~MetricsRegistry() override;

  Counter& counter(const std::string& name, const std::string& help, const Labels& labels) override;
  Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels) override;
  Histogram& histogram(const std::string& name, const std::string& help,
                       const std::vector<double>& bounds, const Labels& labels) override;

  /// Called at the begin of each `text`, from its thread: for what is only looked at when somebody
  /// asks. Quick, must not throw. Set before the first `text`.
  void before_text(std::function<void()> look);
  /// Everything in Prometheus' text format 0.0.4.
  [[nodiscard]] std::string text() const;

  /// The sum over the counters and gauges of that name which have these labels, and perhaps others;
  /// 0 when there are none.
  [[nodiscard]] double sum(const std::string& name, const Labels& having = {}) const;
  /// The different values of `label` in counters and gauges of that name, in order.
  [[nodiscard]] std::vector<std::string> label_values(const std::string& name,
                                                      const std::string& label) const;
  /// How many observations were at most so large, summed over a histogram's series; empty when
  /// there is none of that name.
  struct Bucket {
    double bound = 0;  ///< infinite in the last
    double count = 0;
  };
  [[nodiscard]] std::vector<Bucket> buckets(const std::string& name) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace yak::observe
