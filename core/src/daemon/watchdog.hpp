#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "net/event_loops.hpp"

namespace yak::daemon {

/// Says that the daemon is alive for as long as all of its event loops are: each round a probe goes
/// to every loop, and only when all have come back is `say` called. A loop that is stuck keeps its
/// probe, so that nothing is said until it goes on; no second probe is sent meanwhile.
class Watchdog {
 public:
  /// `say` is called on a thread of the watchdog's, once each `interval`; an interval of zero makes
  /// a watchdog that does nothing. The loops must outlive it.
  Watchdog(net::EventLoops& loops, std::chrono::microseconds interval, std::function<void()> say);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  struct Round {
    std::mutex mutex;
    std::condition_variable changed;
    std::size_t awaited = 0;
    bool stopped = false;
  };

  void run(std::chrono::microseconds interval);

  net::EventLoops& loops_;
  std::function<void()> say_;
  std::shared_ptr<Round> round_;  ///< shared with probes, which may never run
  std::thread thread_;
};

}  // namespace yak::daemon
