// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/async/concurrency_limit.hpp"
#include "models/breaker_table.hpp"
#include "models/catalog/model_name.hpp"
#include "models/model_metrics.hpp"
#include "models/model_options.hpp"
#include "yak/log.hpp"
#include "yak/middleware.hpp"

namespace yak::models {

/// Makes one call to one model. Applies the model's breaker, the provider's concurrency limit and
/// the deadline, and catches the plugin's exceptions. Thread-safe.
class ModelCaller {
 public:
  /// All references must outlive this object.
  ModelCaller(const std::vector<ProviderEntry>& providers, config::BreakerConfig breaker,
              Clock& clock, Logger& log, ModelMetrics& meters);

  [[nodiscard]] bool serves(const std::string& provider) const;
  /// Sets `request.model` and `request.traceparent`; `request.deadline` bounds the whole call
  /// including the wait for the concurrency limit. Returns `canceled` if the caller was cancelled.
  /// The call is recorded as a step of the turn under the model's name; a wait for the
  /// concurrency limit is a separate step. The arguments must stay valid until the task ends.
  task<result<Completion>> call(const ModelName& name, CompletionRequest& request, DeltaSink& sink,
                                Turn& turn);
  [[nodiscard]] std::vector<std::string> open_breakers() const { return breakers_.open(); }

 private:
  struct Slot {
    Slot(const ProviderEntry& entry, Clock& clock, base::ConcurrencyLimit::Options options)
        : provider(*entry.provider), label(entry.label), limit(clock, std::move(options)) {}
    Provider& provider;
    const base::InstanceLabel* label;
    base::ConcurrencyLimit limit;
  };
  class AttemptOutcome;

  [[nodiscard]] static error no_provider(const ModelName& name);
  [[nodiscard]] error held_back(const std::string& model, Turn& turn);
  [[nodiscard]] error no_place(const std::string& model, error failure);
  /// Reports the call's result to the breaker. If the call was cancelled, sets `canceled`.
  void classify(result<Completion>& outcome, AttemptOutcome& attempt, bool canceled);
  void note(const std::string& model, const result<Completion>& outcome, MonotonicTime began);
  /// Records the step when the call has ended, so that a running call holds no memory for it.
  void add_step(Turn& turn, const std::string& model, const result<Completion>& outcome,
                MonotonicTime began) const;
  void add_wait_step(Turn& turn, const std::string& provider, MonotonicTime began,
                     bool failed) const;

  BreakerTable breakers_;
  Clock& clock_;
  Logger& log_;
  ModelMetrics& meters_;
  std::map<std::string, std::unique_ptr<Slot>> slots_;
};

}  // namespace yak::models
