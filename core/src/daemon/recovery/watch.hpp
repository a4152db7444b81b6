// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <boost/asio/cancellation_signal.hpp>
#include <optional>
#include <vector>

#include "daemon/recovery/catch_up.hpp"
#include "daemon/recovery/recovery.hpp"
#include "delivery/gate.hpp"
#include "monitor/health.hpp"

namespace yak::daemon {

/// Checks the daemon's readiness once a second: closes the gate while the disk is nearly full,
/// writes the time at which the daemon was last alive, and catches up after times without
/// readiness, beside the checks. Runs on one loop and must outlive the loop's coroutines.
class Watch {
 public:
  Watch(monitor::Health& health, delivery::Gate& gate, const delivery::ChannelDirectory& channels,
        KeyValue& keys, Clock& clock, Logger& log);

  /// Runs until `stop`. `away_since`: when the daemon was last alive before this start, if known.
  task<void> run(std::optional<WallTime> away_since);
  /// From any thread; `run` ends within a second and cancels a catch-up that runs.
  void stop() noexcept { stopping_ = true; }

 private:
  task<void> look();
  task<void> catch_up();
  void turn(const std::vector<monitor::Health::Check>& checks);

  monitor::Health& health_;
  delivery::Gate& gate_;
  AliveMark alive_;
  CatchUp catch_up_;
  Clock& clock_;
  Logger& log_;
  std::atomic<bool> stopping_{false};
  boost::asio::cancellation_signal end_catch_up_;
  bool ready_ = true;
  WallTime last_ready_{};
  MonotonicTime unready_since_{};
  MonotonicTime next_store_look_{};
  MonotonicTime next_mark_{};
};

}  // namespace yak::daemon
