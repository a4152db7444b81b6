#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/activity.hpp"
#include "yak/clock.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"
#include "yak/restart.hpp"
#include "yak/task.hpp"

namespace yak::generation {

/// The background work of one instance: everything started is counted, starts again by its Restart
/// when it ends, and ends before `stop` does. `spawn` and `trouble` may be called from any thread;
/// the rest belongs to the group's loop.
class TaskGroup {
 public:
  struct Services {
    boost::asio::io_context& loop;
    Logger& log;
    Clock& clock;
    Random& random;
    Metrics& metrics;
  };

  /// References must outlive the loop's coroutines. `label` is whose work it is.
  TaskGroup(const Services& services, const base::InstanceLabel* label);

  /// `factory` is called on the loop for each run.
  void spawn(std::string name, std::function<task<void>()> factory, Restart restart);
  /// Cancels what runs and waits for its end. Nothing starts any more.
  task<void> stop();
  /// Which work keeps failing, how often and why; nothing when none does.
  [[nodiscard]] std::optional<std::string> trouble() const;

 private:
  struct Work;
  struct State;

  static task<void> run(std::shared_ptr<State> state, std::shared_ptr<Work> work);
  static task<std::string> run_once(const std::function<task<void>()>& factory, bool& threw);

  std::shared_ptr<State> state_;
};

}  // namespace yak::generation
