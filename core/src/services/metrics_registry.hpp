#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "yak/metrics.hpp"

namespace yak::services {

/// All series of the process, over prometheus-cpp.
class MetricsRegistry final : public Metrics {
 public:
  MetricsRegistry();
  ~MetricsRegistry() override;

  Counter& counter(const std::string& name, const std::string& help, const Labels& labels) override;
  Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels) override;
  Histogram& histogram(const std::string& name, const std::string& help,
                       const std::vector<double>& bounds, const Labels& labels) override;

  /// Everything in Prometheus' text format 0.0.4.
  [[nodiscard]] std::string text() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace yak::services
