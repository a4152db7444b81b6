// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>

#include "base/async/concurrency_limit.hpp"
#include "generation/instance/instance_context.hpp"
#include "generation/plan/plan.hpp"

namespace yak::generation {

/// An instance with its plan and context. Generations share it while it is unchanged; the last one
/// that has it stops it.
template <class Kind>
struct BuiltInstance {
  /// `clock` must outlive the instance.
  BuiltInstance(PlannedInstance what, Clock& clock)
      : planned(std::move(what)),
        hand_over(clock, {.name = "hand-over", .places = 1, .max_wait = std::chrono::hours(1)}) {}

  PlannedInstance planned;
  std::unique_ptr<InstanceContext> context;  // outlives the instance
  std::unique_ptr<Kind> instance;
  Capabilities capabilities;  ///< of a channel, once it has started
  /// Of a channel: taken by the build that it hands over to, until it receives again.
  base::ConcurrencyLimit hand_over;
  bool started = false;
};

template <class Kind>
using BuiltInstancePtr = std::shared_ptr<BuiltInstance<Kind>>;

}  // namespace yak::generation
