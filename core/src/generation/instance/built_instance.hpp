// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "generation/instance/instance_context.hpp"
#include "generation/plan/plan.hpp"

namespace yak::generation {

/// An instance with its plan and context. Generations share it while it is unchanged; the last one
/// that has it stops it.
template <class Kind>
struct BuiltInstance {
  explicit BuiltInstance(PlannedInstance what) : planned(std::move(what)) {}

  PlannedInstance planned;
  std::unique_ptr<InstanceContext> context;  // outlives the instance
  std::unique_ptr<Kind> instance;
  Capabilities capabilities;  ///< of a channel, once it has started
  bool started = false;
};

template <class Kind>
using BuiltInstancePtr = std::shared_ptr<BuiltInstance<Kind>>;

}  // namespace yak::generation
