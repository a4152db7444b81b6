#pragma once

#include <atomic>
#include <functional>
#include <vector>

#include "net/event_loops.hpp"
#include "yak/clock.hpp"
#include "yak/metrics.hpp"

namespace yak::monitor {

/// Asks every event loop once a second to do something, and measures how much too late it does:
/// yak_loop_lag_seconds by loop. What blocks a loop, or keeps it busy for long, shows there first.
class LoopProbes {
 public:
  /// Called on the loop with this index after each probe. Quick, must not throw.
  using Look = std::function<void(std::size_t loop)>;

  /// References must outlive the loops' coroutines, and so must this.
  LoopProbes(net::EventLoops& loops, Clock& clock, Metrics& metrics, Look look = {});

  /// Once.
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
