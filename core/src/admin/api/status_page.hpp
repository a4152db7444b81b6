// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "admin/api_response.hpp"
#include "generation/current_generation.hpp"
#include "generation/plan/start_settings.hpp"
#include "monitor/daemon_metrics.hpp"
#include "monitor/health.hpp"
#include "observe/log/log_sink.hpp"
#include "observe/metrics/metrics_registry.hpp"
#include "yak/context/daemon.hpp"
#include "yak/store/maintenance.hpp"

namespace yak::admin {

/// The status of the running daemon, as `/api/v1/status` returns it (docs/operations.md describes
/// the format). It asks the store for its state and twice for its counts; everything else is in
/// memory.
class StatusPage {
 public:
  struct Dependencies {
    const generation::CurrentGeneration& current_generation;
    Daemon& daemon;
    Maintenance& maintenance;
    Clock& clock;
    monitor::Health& health;
    const monitor::DaemonMetrics& gauges;
    const observe::LogSink& log_sink;
    const observe::MetricsRegistry& metrics;
    const generation::StartSettings& started;
  };

  explicit StatusPage(Dependencies dependencies);

  task<Json> json();

 private:
  [[nodiscard]] Json daemon() const;
  /// The limits of the public listener's concurrent connections: configured, in force, and
  /// descriptors.
  [[nodiscard]] Json connections() const;
  /// POST requests to unknown paths since the configuration took effect.
  [[nodiscard]] Json misdirected() const;
  [[nodiscard]] Json generations() const;
  /// The configuration in use, so that another process can compare it with what it reads.
  [[nodiscard]] Json configuration() const;
  [[nodiscard]] Json waiting_for_restart() const;
  [[nodiscard]] Json instances() const;
  [[nodiscard]] Json models() const;
  [[nodiscard]] Json rates() const;
  void add_memory(Json& queue) const;

  Dependencies dependencies_;
  WallTime started_at_;
  MonotonicTime started_;
};

/// The activity of one window. Pure.
Json window_as_json(const monitor::Rates::Window& window);

}  // namespace yak::admin
