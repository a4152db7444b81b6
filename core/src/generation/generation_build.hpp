#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "generation/generation_keeper.hpp"

namespace yak::generation {

/// How a generation is to be made.
struct BuildOrder {
  /// Gives the plan, or null with problems. Called on the build loop, like `prepare`: both may
  /// block.
  std::function<std::shared_ptr<const Plan>(config::Problems& problems)> read;
  /// Makes ready what lives outside generations, and says what instances are lent. May be empty.
  std::function<void(const Plan& plan, CoreServices& core, config::Problems& problems)> prepare;
  CoreServices core;
  std::shared_ptr<const Generation> before;  ///< null: the first
  std::chrono::milliseconds limit;           ///< for reading; then the plan's own holds
  /// When it becomes true, the build is given up as if its time had passed. May be null.
  const std::atomic<bool>* is_stopping = nullptr;
  /// Called once everything but the channels has started; a failure ends the build. It may block
  /// for as long as it takes: `limit` begins anew after it. May be empty.
  std::function<result<void>()> before_channels = {};
};

struct BuildOutcome {
  std::unique_ptr<Generation> generation;  ///< started and finished; null with problems
  config::Problems problems;
  /// Of an instance that would not start.
  std::optional<error> failure;
  /// The build loop was given up: code of a plugin does not come back.
  bool hangs = false;
};

/// Reads, builds and starts a generation on the build loop, and waits for it, within
/// `plugins.start_timeout`. What has been started of one that fails is stopped again. From a thread
/// of no loop; one at a time.
BuildOutcome build_generation(BuildLoop& loop, GenerationKeeper& keeper, BuildOrder order);

}  // namespace yak::generation
