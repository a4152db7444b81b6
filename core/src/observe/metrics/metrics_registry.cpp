// SPDX-License-Identifier: Apache-2.0
#include "observe/metrics/metrics_registry.hpp"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

namespace yak::observe {
namespace {

class PrometheusCounter final : public Counter {
 public:
  explicit PrometheusCounter(prometheus::Counter& counter) : counter_(counter) {}
  [[nodiscard]] double value() const { return counter_.Value(); }
  void add(double amount) override { counter_.Increment(amount); }

 private:
  prometheus::Counter& counter_;
};

class PrometheusGauge final : public Gauge {
 public:
  explicit PrometheusGauge(prometheus::Gauge& gauge) : gauge_(gauge) {}
  [[nodiscard]] double value() const { return gauge_.Value(); }
  void set(double value) override { gauge_.Set(value); }
  void add(double amount) override { gauge_.Increment(amount); }

 private:
  prometheus::Gauge& gauge_;
};

class PrometheusHistogram final : public Histogram {
 public:
  explicit PrometheusHistogram(prometheus::Histogram& histogram) : histogram_(histogram) {}
  void observe(double value) override { histogram_.Observe(value); }
  void add_to(std::vector<MetricsRegistry::Bucket>& sum) const {
    const auto read = histogram_.Collect().histogram;
    sum.resize(std::max(sum.size(), read.bucket.size()));
    for (std::size_t i = 0; i < read.bucket.size(); ++i) {
      sum[i].bound = read.bucket[i].upper_bound;
      sum[i].count += static_cast<double>(read.bucket[i].cumulative_count);
    }
  }

 private:
  prometheus::Histogram& histogram_;
};

prometheus::Labels to_prometheus(const Labels& labels) { return {labels.begin(), labels.end()}; }

Labels others(Labels labels) {
  for (auto& [label, value] : labels) value = "other";
  return labels;
}

bool has_all(const Labels& labels, const Labels& wanted) {
  return std::ranges::all_of(
      wanted, [&](const auto& label) { return std::ranges::find(labels, label) != labels.end(); });
}

/// The series of one metric by their labels.
template <class Wrapped>
using Series = std::map<Labels, std::unique_ptr<Wrapped>>;
template <class Wrapped>
using Families = std::map<std::string, Series<Wrapped>, std::less<>>;

template <class Wrapped>
double sum_of(const Families<Wrapped>& families, const std::string& name, const Labels& having) {
  double sum = 0;
  const auto found = families.find(name);
  if (found == families.end()) return sum;
  for (const auto& [labels, series] : found->second) {
    if (has_all(labels, having)) sum += series->value();
  }
  return sum;
}

}  // namespace

struct MetricsRegistry::Impl {
  Impl()
      : refused(prometheus::BuildCounter()
                    .Name("yak_metric_series_refused_total")
                    .Help("Label values counted as `other` because the metric has too many series")
                    .Register(registry)
                    .Add({})) {}

  /// Returns the series; `make` creates it on first use.
  template <class Wrapped, class Make>
  Wrapped& series(Families<Wrapped>& families, const std::string& name, Labels labels, Make make) {
    const std::lock_guard lock(mutex);
    Series<Wrapped>& family = families[name];
    if (family.size() >= kMaxSeries && !family.contains(labels)) {
      refused.Increment();
      labels = others(std::move(labels));
    }
    auto& slot = family[labels];
    if (!slot) slot = std::make_unique<Wrapped>(make(to_prometheus(labels)));
    return *slot;
  }

  mutable std::mutex mutex;
  prometheus::Registry registry;
  prometheus::Counter& refused;
  Families<PrometheusCounter> counters;
  Families<PrometheusGauge> gauges;
  Families<PrometheusHistogram> histograms;
  std::vector<std::function<void()>> looks;
};

MetricsRegistry::MetricsRegistry() : impl_(std::make_unique<Impl>()) {}
MetricsRegistry::~MetricsRegistry() = default;

Counter& MetricsRegistry::counter(const std::string& name, const std::string& help,
                                  const Labels& labels) {
  return impl_->series(impl_->counters, name, labels, [&](const prometheus::Labels& kept) {
    auto& family = prometheus::BuildCounter().Name(name).Help(help).Register(impl_->registry);
    return PrometheusCounter(family.Add(kept));
  });
}

Gauge& MetricsRegistry::gauge(const std::string& name, const std::string& help,
                              const Labels& labels) {
  return impl_->series(impl_->gauges, name, labels, [&](const prometheus::Labels& kept) {
    auto& family = prometheus::BuildGauge().Name(name).Help(help).Register(impl_->registry);
    return PrometheusGauge(family.Add(kept));
  });
}

Histogram& MetricsRegistry::histogram(const std::string& name, const std::string& help,
                                      const std::vector<double>& bounds, const Labels& labels) {
  return impl_->series(impl_->histograms, name, labels, [&](const prometheus::Labels& kept) {
    auto& family = prometheus::BuildHistogram().Name(name).Help(help).Register(impl_->registry);
    return PrometheusHistogram(family.Add(kept, bounds));
  });
}

void MetricsRegistry::before_text(std::function<void()> look) {
  impl_->looks.push_back(std::move(look));
}

std::string MetricsRegistry::text() const {
  for (const auto& look : impl_->looks) look();
  return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

double MetricsRegistry::sum(const std::string& name, const Labels& having) const {
  const std::lock_guard lock(impl_->mutex);
  return sum_of(impl_->counters, name, having) + sum_of(impl_->gauges, name, having);
}

std::vector<std::string> MetricsRegistry::label_values(const std::string& name,
                                                       const std::string& label) const {
  std::set<std::string> values;
  const auto collect = [&](const auto& families) {
    const auto found = families.find(name);
    if (found == families.end()) return;
    for (const auto& [labels, series] : found->second) {
      for (const auto& [key, value] : labels) {
        if (key == label) values.insert(value);
      }
    }
  };
  const std::lock_guard lock(impl_->mutex);
  collect(impl_->counters);
  collect(impl_->gauges);
  return {values.begin(), values.end()};
}

std::vector<MetricsRegistry::Bucket> MetricsRegistry::buckets(const std::string& name) const {
  std::vector<Bucket> sum;
  const std::lock_guard lock(impl_->mutex);
  const auto found = impl_->histograms.find(name);
  if (found == impl_->histograms.end()) return sum;
  for (const auto& [labels, series] : found->second) series->add_to(sum);
  return sum;
}

}  // namespace yak::observe
