// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/async/activity.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"

namespace yak::monitor {

/// Reports code that blocks an event loop for a second or longer: a warning with the plugin, the
/// instance and the message, and yak_loop_blocked_seconds_total{plugin}. Runs on its own thread,
/// because the loops may be blocked.
class LoopWatch {
 public:
  LoopWatch(Logger& log, Metrics& metrics);
  /// Stops and joins the thread.
  ~LoopWatch();
  LoopWatch(const LoopWatch&) = delete;
  LoopWatch& operator=(const LoopWatch&) = delete;

  /// Time that a plugin's code blocked a loop. Created at 0 as soon as the plugin is known, because
  /// Prometheus sees no increase in a counter that first appears above 0.
  static Counter& blocked_seconds(Metrics& metrics, const std::string& plugin);

  void start();
  /// Called by the thread twice a second: takes the blocks that still last and those that have
  /// ended.
  void look(const std::vector<base::LoopBlock>& present, const std::vector<base::LoopBlock>& ended);

 private:
  struct Known {
    MonotonicTime since;
    MonotonicTime::duration counted;
  };

  void run();
  /// Counts the time of a block that is not counted yet; true if the block is new.
  bool count(const base::LoopBlock& block);

  Logger& log_;
  Metrics& metrics_;
  std::map<std::string, Known> known_;  ///< by thread: blocks that lasted at the last look
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace yak::monitor
