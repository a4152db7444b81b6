// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "net/event_loops.hpp"

namespace yak::daemon {

/// Reports that the daemon is alive while all of its event loops run: each round posts a probe to
/// every loop and calls `say` only when all have run. A blocked loop keeps its probe, so nothing is
/// reported until it continues; no second probe is sent meanwhile.
class Watchdog {
 public:
  /// `say` is called on the watchdog's thread, once each `interval`. With an interval of zero the
  /// watchdog does nothing. The loops must outlive it.
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
