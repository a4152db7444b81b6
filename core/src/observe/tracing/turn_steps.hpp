// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "yak/middleware.hpp"

namespace yak::observe {

/// Begins a step of the turn and returns its index for `end_step`. At kMaxTurnSteps the step is
/// not recorded.
inline std::size_t begin_step(Turn& turn, const std::string& name, MonotonicTime now) {
  const std::size_t place = turn.steps.size();
  if (place < kMaxTurnSteps) turn.steps.emplace_back(name, now);
  return place;
}

/// Ends a step. Its duration includes that of all nested steps.
inline void end_step(Turn& turn, std::size_t place, MonotonicTime now, bool failed,
                     std::string detail = {}) {
  // A middleware layer can remove steps, so the index may be out of range.
  if (place >= turn.steps.size()) return;
  TurnStep& step = turn.steps[place];
  step.took = std::chrono::duration_cast<std::chrono::microseconds>(now - step.began);
  step.failed = failed;
  step.detail = std::move(detail);
}

}  // namespace yak::observe
