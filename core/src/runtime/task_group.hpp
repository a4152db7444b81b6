#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <list>
#include <memory>
#include <string>

#include "yak/log.hpp"
#include "yak/task.hpp"

namespace yak::runtime {

/// The background work of one instance: everything started is counted, and ends before `stop` does.
/// `spawn` may be called from any thread; the rest belongs to the group's loop.
class TaskGroup {
 public:
  TaskGroup(boost::asio::io_context& loop, Logger& log);

  void spawn(std::string name, task<void> work);
  /// Cancels what runs and waits for its end. Nothing starts any more.
  task<void> stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace yak::runtime
