// SPDX-License-Identifier: Apache-2.0
#include "models/model_metrics.hpp"

namespace yak::models {
namespace {

constexpr const char* kOther = "other";

}  // namespace

struct ModelMetrics::Series {
  Series(Metrics& metrics, std::string name)
      : model(std::move(name)),
        seconds(metrics.histogram("yak_model_call_seconds", "Duration of calls to a model",
                                  {0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 90}, {{"model", model}})),
        prompt(tokens(metrics, "prompt")),
        completion(tokens(metrics, "completion")),
        cost(metrics.counter("yak_model_cost_usd_total",
                             "Cost of calls whose price is known, in US dollars",
                             {{"model", model}})),
        unpriced(metrics.counter("yak_model_unpriced_calls_total",
                                 "Answers whose price or token count is unknown",
                                 {{"model", model}})),
        opened(metrics.counter("yak_model_breaker_opened_total",
                               "Times that a model's breaker opened", {{"model", model}})) {}

  Counter& tokens(Metrics& metrics, const char* kind) const {
    return metrics.counter("yak_model_tokens_total", "Tokens used by model calls",
                           {{"model", model}, {"kind", kind}});
  }

  std::string model;
  Histogram& seconds;
  Counter& prompt;
  Counter& completion;
  Counter& cost;
  Counter& unpriced;
  Counter& opened;
  std::map<std::string, Counter*, std::less<>> results;
};

ModelMetrics::ModelMetrics(Metrics& metrics)
    : metrics_(metrics),
      fallbacks_(metrics.counter("yak_model_fallbacks_total",
                                 "Turns answered by a model other than the requested one")) {}

ModelMetrics::~ModelMetrics() = default;

ModelMetrics::Series& ModelMetrics::series(const std::string& model) {
  auto found = series_.find(model);
  if (found != series_.end()) return *found->second;
  const std::string name = series_.size() < kMaxNames ? model : std::string(kOther);
  std::unique_ptr<Series>& made = series_[name];
  if (!made) made = std::make_unique<Series>(metrics_, name);
  return *made;
}

void ModelMetrics::called(const std::string& model, std::string_view result) {
  const std::lock_guard lock(mutex_);
  Series& counted = series(model);
  auto found = counted.results.find(result);
  if (found == counted.results.end()) {
    Counter& counter =
        metrics_.counter("yak_model_calls_total", "Calls to a model by how they ended",
                         {{"model", counted.model}, {"result", std::string(result)}});
    found = counted.results.emplace(std::string(result), &counter).first;
  }
  found->second->add();
}

void ModelMetrics::took(const std::string& model, std::chrono::duration<double> span) {
  const std::lock_guard lock(mutex_);
  series(model).seconds.observe(span.count());
}

void ModelMetrics::used(const std::string& model, const Usage& usage) {
  if (!usage.known) return;
  const std::lock_guard lock(mutex_);
  Series& counted = series(model);
  counted.prompt.add(static_cast<double>(usage.prompt_tokens));
  counted.completion.add(static_cast<double>(usage.completion_tokens));
}

void ModelMetrics::cost(const std::string& model, std::optional<std::int64_t> nano_usd) {
  constexpr double kNano = 1e-9;
  const std::lock_guard lock(mutex_);
  Series& counted = series(model);
  if (nano_usd) {
    counted.cost.add(static_cast<double>(*nano_usd) * kNano);
  } else {
    counted.unpriced.add();
  }
}

void ModelMetrics::breaker_opened(const std::string& model) {
  const std::lock_guard lock(mutex_);
  series(model).opened.add();
}

void ModelMetrics::fell_back() { fallbacks_.add(); }

}  // namespace yak::models
