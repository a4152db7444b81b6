// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/counting_metrics.hpp"

#include <utility>

namespace yak::testing {

struct CountingMetrics::Series final : Counter, Gauge, Histogram {
  void add(double amount) override {
    const std::lock_guard lock(mutex);
    value += amount;
  }
  void set(double to) override {
    const std::lock_guard lock(mutex);
    value = to;
  }
  void observe(double seen) override {
    const std::lock_guard lock(mutex);
    observations.push_back(seen);
  }

  mutable std::mutex mutex;
  double value = 0;
  std::vector<double> observations;
};

CountingMetrics::CountingMetrics() = default;
CountingMetrics::~CountingMetrics() = default;

CountingMetrics::Series& CountingMetrics::find(const std::string& name, const Labels& labels) {
  const std::lock_guard lock(mutex_);
  std::unique_ptr<Series>& series = series_[{name, labels}];
  if (!series) series = std::make_unique<Series>();
  return *series;
}

Counter& CountingMetrics::counter(const std::string& name, const std::string&,
                                  const Labels& labels) {
  return find(name, labels);
}
Gauge& CountingMetrics::gauge(const std::string& name, const std::string&, const Labels& labels) {
  return find(name, labels);
}
Histogram& CountingMetrics::histogram(const std::string& name, const std::string&,
                                      const std::vector<double>&, const Labels& labels) {
  return find(name, labels);
}

double CountingMetrics::value(const std::string& name, const Labels& labels) const {
  const std::lock_guard lock(mutex_);
  const auto found = series_.find({name, labels});
  if (found == series_.end()) return 0;
  const std::lock_guard series_lock(found->second->mutex);
  return found->second->value;
}

double CountingMetrics::sum(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  double sum = 0;
  for (const auto& [key, series] : series_) {
    const std::lock_guard series_lock(series->mutex);
    if (key.first == name) sum += series->value;
  }
  return sum;
}

std::vector<double> CountingMetrics::observations(const std::string& name,
                                                  const Labels& labels) const {
  const std::lock_guard lock(mutex_);
  const auto found = series_.find({name, labels});
  if (found == series_.end()) return {};
  const std::lock_guard series_lock(found->second->mutex);
  return found->second->observations;
}

std::vector<std::string> CountingMetrics::series() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [key, series] : series_) {
    std::string name = key.first;
    for (const auto& [label, value] : key.second) {
      name.append(&label == &key.second.front().first ? "{" : ",").append(label);
      name.append("=\"").append(value).append("\"");
    }
    if (!key.second.empty()) name += "}";
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace yak::testing
