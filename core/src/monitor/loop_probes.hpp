// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <vector>

#include "net/event_loops.hpp"
#include "yak/clock.hpp"
#include "yak/metrics.hpp"

namespace yak::monitor {

/// Runs a timer on every event loop once a second and measures how late it fires:
/// yak_loop_lag_seconds by loop. Code that blocks a loop or keeps it busy shows up here first.
class LoopProbes {
 public:
  /// Called on the loop with this index after each probe. Must be quick and must not throw.
  using Look = std::function<void(std::size_t loop)>;

  /// The references and this object must outlive the loops' coroutines.
  LoopProbes(net::EventLoops& loops, Clock& clock, Metrics& metrics, Look look = {});

  /// Call once.
  void start();
  /// From any thread; the probes end within a second.
  void stop() noexcept { stopping_ = true; }

 private:
  task<void> run(std::size_t index);

  net::EventLoops& loops_;
  Clock& clock_;
  Look look_;
  std::vector<Histogram*> lags_;
  std::atomic<bool> stopping_{false};
};

}  // namespace yak::monitor
