#include "services/metrics_registry.hpp"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace yak::services {
namespace {

class PrometheusCounter final : public Counter {
 public:
  explicit PrometheusCounter(prometheus::Counter& counter) : counter_(counter) {}
  void add(double amount) override { counter_.Increment(amount); }

 private:
  prometheus::Counter& counter_;
};

class PrometheusGauge final : public Gauge {
 public:
  explicit PrometheusGauge(prometheus::Gauge& gauge) : gauge_(gauge) {}
  void set(double value) override { gauge_.Set(value); }
  void add(double amount) override { gauge_.Increment(amount); }

 private:
  prometheus::Gauge& gauge_;
};

class PrometheusHistogram final : public Histogram {
 public:
  explicit PrometheusHistogram(prometheus::Histogram& histogram) : histogram_(histogram) {}
  void observe(double value) override { histogram_.Observe(value); }

 private:
  prometheus::Histogram& histogram_;
};

std::string series_key(const std::string& name, const Labels& labels) {
  std::string key = name;
  for (const auto& [label, value] : labels) key += '\x1f' + label + '\x1e' + value;
  return key;
}

prometheus::Labels to_prometheus(const Labels& labels) { return {labels.begin(), labels.end()}; }

}  // namespace

struct MetricsRegistry::Impl {
  /// Gives the series under its key, made by `make` the first time.
  template <class Series, class Wrapped, class Make>
  Series& series(std::map<std::string, std::unique_ptr<Wrapped>>& known, const std::string& key,
                 Make make) {
    const std::lock_guard lock(mutex);
    auto& slot = known[key];
    if (!slot) slot = std::make_unique<Wrapped>(make());
    return *slot;
  }

  std::mutex mutex;
  prometheus::Registry registry;
  std::map<std::string, std::unique_ptr<PrometheusCounter>> counters;
  std::map<std::string, std::unique_ptr<PrometheusGauge>> gauges;
  std::map<std::string, std::unique_ptr<PrometheusHistogram>> histograms;
};

MetricsRegistry::MetricsRegistry() : impl_(std::make_unique<Impl>()) {}
MetricsRegistry::~MetricsRegistry() = default;

Counter& MetricsRegistry::counter(const std::string& name, const std::string& help,
                                  const Labels& labels) {
  return impl_->series<Counter>(impl_->counters, series_key(name, labels), [&] {
    auto& family = prometheus::BuildCounter().Name(name).Help(help).Register(impl_->registry);
    return PrometheusCounter(family.Add(to_prometheus(labels)));
  });
}

Gauge& MetricsRegistry::gauge(const std::string& name, const std::string& help,
                              const Labels& labels) {
  return impl_->series<Gauge>(impl_->gauges, series_key(name, labels), [&] {
    auto& family = prometheus::BuildGauge().Name(name).Help(help).Register(impl_->registry);
    return PrometheusGauge(family.Add(to_prometheus(labels)));
  });
}

Histogram& MetricsRegistry::histogram(const std::string& name, const std::string& help,
                                      const std::vector<double>& bounds, const Labels& labels) {
  return impl_->series<Histogram>(impl_->histograms, series_key(name, labels), [&] {
    auto& family = prometheus::BuildHistogram().Name(name).Help(help).Register(impl_->registry);
    return PrometheusHistogram(family.Add(to_prometheus(labels), bounds));
  });
}

std::string MetricsRegistry::text() const {
  return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

}  // namespace yak::services
