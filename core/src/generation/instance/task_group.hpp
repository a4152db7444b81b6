// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/async/activity.hpp"
#include "yak/clock.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"
#include "yak/restart.hpp"
#include "yak/task.hpp"

namespace yak::generation {

/// The background work of one instance. Restarts work that ends, as its Restart says; `stop`
/// returns when all of it has ended. `spawn` and `trouble` may be called from any thread, all else
/// only on the group's loop.
class TaskGroup {
 public:
  struct Dependencies {
    boost::asio::io_context& loop;
    Logger& log;
    Clock& clock;
    Random& random;
    Metrics& metrics;
  };

  /// References must outlive the loop's coroutines. `label` names the owning instance.
  TaskGroup(const Dependencies& dependencies, const base::InstanceLabel* label);

  /// Starts background work. `factory` is called on the loop for each run.
  void spawn(std::string name, std::function<task<void>()> factory, Restart restart);
  /// Cancels all work and waits for its end. No work starts afterwards.
  task<void> stop();
  /// Describes work that keeps failing: its name, how often and why; nullopt if there is none.
  [[nodiscard]] std::optional<std::string> trouble() const;

 private:
  struct Work;
  struct State;

  static task<void> run(std::shared_ptr<State> state, std::shared_ptr<Work> work);
  static task<std::string> run_once(const std::function<task<void>()>& factory, bool& threw);

  std::shared_ptr<State> state_;
};

}  // namespace yak::generation
