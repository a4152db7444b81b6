// SPDX-License-Identifier: Apache-2.0
#include "conversation/turns/stage_metrics.hpp"

namespace yak::conversation {

StageMetrics::StageMetrics(Metrics& metrics) : metrics_(metrics), other_(series("other")) {}

void StageMetrics::note(const std::vector<TurnStep>& steps) {
  if (steps.empty()) return;
  const std::lock_guard lock(mutex_);
  for (const TurnStep& step : steps) {
    // A name with a slash is a model: `openai/gpt-4o-mini`.
    if (step.name.find('/') != std::string::npos) continue;
    stage(step.name).observe(std::chrono::duration<double>(step.took).count());
  }
}

Histogram& StageMetrics::series(const std::string& label) {
  // Layers without I/O take microseconds; layers around the model take as long as the model.
  return metrics_.histogram("yak_stage_seconds", "Time of a turn in a layer of its chain",
                            {0.0001, 0.001, 0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 90},
                            {{"stage", label}});
}

Histogram& StageMetrics::stage(const std::string& name) {
  const auto found = stages_.find(name);
  if (found != stages_.end()) return *found->second;
  if (stages_.size() >= kMaxNames) return other_;
  return *stages_.emplace(name, &series(name)).first->second;
}

}  // namespace yak::conversation
