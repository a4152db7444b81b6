#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/concurrency_limit.hpp"
#include "models/breaker_table.hpp"
#include "models/catalog/model_name.hpp"
#include "models/model_meters.hpp"
#include "models/model_options.hpp"
#include "yak/log.hpp"
#include "yak/middleware.hpp"

namespace yak::models {

/// One call to one model, guarded: its breaker, its provider's places, the deadline, and whatever
/// the plugin throws. Thread-safe.
class ModelCaller {
 public:
  /// References must outlive it.
  ModelCaller(const std::vector<ProviderEntry>& providers, BreakerOptions breaker, Clock& clock,
              Logger& log, ModelMeters& meters);

  [[nodiscard]] bool serves(const std::string& provider) const;
  /// Sets `request.model` and `request.traceparent`; `request.deadline` bounds it all. Cancelled
  /// with the caller: `canceled`. Each call is a step of the turn's trace called after the model,
  /// and so is a wait for a place among the calls to the provider. The arguments stay where they
  /// are until the task has ended.
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
  class Verdict;

  [[nodiscard]] static error no_provider(const ModelName& name);
  [[nodiscard]] error held_back(const std::string& model, Turn& turn);
  [[nodiscard]] error no_place(const std::string& model, error failure);
  /// Tells the breaker what came of the call; what was cancelled becomes `canceled`.
  void judge(result<Completion>& outcome, Verdict& verdict, bool canceled);
  void note(const std::string& model, const result<Completion>& outcome, MonotonicTime began);
  /// Not before the end: until then the step would hold memory.
  void trace(Turn& turn, const std::string& model, const result<Completion>& outcome,
             MonotonicTime began) const;
  void trace_wait(Turn& turn, const std::string& provider, MonotonicTime began, bool failed) const;

  BreakerTable breakers_;
  Clock& clock_;
  Logger& log_;
  ModelMeters& meters_;
  std::map<std::string, std::unique_ptr<Slot>> slots_;
};

}  // namespace yak::models
