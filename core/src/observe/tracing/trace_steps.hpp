#pragma once

#include <string>
#include <utility>

#include "yak/middleware.hpp"

namespace yak::observe {

/// Begins a step of the turn; gives its place, for `end_step`. At kMaxTraceSteps it is left out.
inline std::size_t begin_step(Turn& turn, const std::string& name, MonotonicTime now) {
  const std::size_t place = turn.steps.size();
  if (place < kMaxTraceSteps) turn.steps.emplace_back(name, now);
  return place;
}

/// The step's time is its own and that of all steps within it.
inline void end_step(Turn& turn, std::size_t place, MonotonicTime now, bool failed,
                     std::string detail = {}) {
  // Steps are the layers' too: what is not there any more cannot be ended.
  if (place >= turn.steps.size()) return;
  TraceStep& step = turn.steps[place];
  step.took = std::chrono::duration_cast<std::chrono::microseconds>(now - step.began);
  step.failed = failed;
  step.detail = std::move(detail);
}

}  // namespace yak::observe
