#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/activity.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"

namespace yak::monitor {

/// Tells of code that keeps an event loop for a second or longer: a warning with the plugin, the
/// instance and the message, and yak_loop_blocked_seconds_total{plugin}. On a thread of its own,
/// because the loops may be what does not go on.
class LoopWatch {
 public:
  LoopWatch(Logger& log, Metrics& metrics);
  /// Ends the thread.
  ~LoopWatch();
  LoopWatch(const LoopWatch&) = delete;
  LoopWatch& operator=(const LoopWatch&) = delete;

  /// The time for which code of a plugin blocked a loop. Counted from 0 as soon as the plugin is
  /// there: Prometheus takes a counter that begins above 0 for one that did not change.
  static Counter& blocked_seconds(Metrics& metrics, const std::string& plugin);

  void start();
  /// What its thread does twice a second: takes in the blocks that last and those that have ended.
  void look(const std::vector<base::LoopBlock>& present, const std::vector<base::LoopBlock>& ended);

 private:
  struct Known {
    MonotonicTime since;
    MonotonicTime::duration counted;
  };

  void run();
  /// Adds what has not been counted of a block; true when it was not known.
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
