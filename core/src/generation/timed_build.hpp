// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "generation/generation_retirer.hpp"
#include "generation/plan/plan_diff.hpp"

namespace yak::generation {

/// The parameters of a build.
struct BuildRequest {
  /// Returns the plan, or null with problems. Called on the build loop like `prepare`; both may
  /// block.
  std::function<std::shared_ptr<const Plan>(config::Problems& problems)> read;
  /// Prepares resources that outlive generations, and sets them in `core`. May be empty.
  std::function<void(const Plan& plan, const PlanDiff& diff, InstanceDependencies& core,
                     config::Problems& problems)>
      prepare;
  InstanceDependencies core;
  const StartSettings& started;              ///< must outlive the build, also one that is abandoned
  std::shared_ptr<const Generation> before;  ///< null: the first generation
  std::chrono::milliseconds limit;           ///< for `read`; then the plan's own limit applies
  /// If a stop is requested, the build is given up as if its deadline had passed.
  std::stop_token stopping = {};
  /// Called when everything except the channels has started; a failure ends the build. It may block
  /// for any time: the limit starts again after it. May be empty.
  std::function<result<void>()> before_channels = {};
};

struct BuildOutcome {
  std::unique_ptr<Generation> generation;  ///< started and finished; null with problems
  PlanDiff diff;                           ///< from `before` to the generation
  config::Problems problems;
  /// The error of an instance that failed to start, or of a timeout.
  std::optional<error> failure;
  /// True if a plugin's code did not return and the build loop was replaced.
  bool hangs = false;
};

/// Reads, builds and starts a generation on the build loop, and waits for it for at most
/// `plugins.start_timeout`. If it fails, instances that were started are stopped, and channels that
/// handed over receive again; the running generation is otherwise not touched. Call it from a
/// thread that runs no loop, one call at a time.
BuildOutcome timed_build(BuildLoop& loop, GenerationRetirer& retirer, BuildRequest request);

}  // namespace yak::generation
