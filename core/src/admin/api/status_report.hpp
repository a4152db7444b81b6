#pragma once

#include <string>
#include <vector>

#include "admin/api_response.hpp"
#include "generation/generation_holder.hpp"
#include "generation/kept_settings.hpp"
#include "monitor/gauges.hpp"
#include "monitor/health.hpp"
#include "observe/log/log_sink.hpp"
#include "observe/metrics/metrics_registry.hpp"
#include "yak/context.hpp"

namespace yak::admin {

/// How the running daemon is, as `/api/v1/status` tells it (docs/operations.md describes the form).
/// It asks the store, once; everything else is in memory.
class StatusReport {
 public:
  struct Services {
    const generation::GenerationHolder& holder;
    Daemon& daemon;
    Store& store;
    Clock& clock;
    monitor::Health& health;
    const monitor::Gauges& gauges;
    const observe::LogSink& log_sink;
    const observe::MetricsRegistry& metrics;
    const generation::KeptSettings& kept;
  };

  explicit StatusReport(Services services);

  task<Json> json();

 private:
  [[nodiscard]] Json daemon() const;
  /// How many connections of the public listener are served at once, and why not more.
  [[nodiscard]] Json connections() const;
  /// POST requests for paths that nothing serves, since the configuration is in force.
  [[nodiscard]] Json misdirected() const;
  [[nodiscard]] Json generations() const;
  /// What serves, so that another process can tell whether it reads the same.
  [[nodiscard]] Json configuration() const;
  [[nodiscard]] Json waiting_for_restart() const;
  [[nodiscard]] Json instances() const;
  [[nodiscard]] Json models() const;
  [[nodiscard]] Json rates() const;
  void add_memory(Json& queue) const;

  Services services_;
  WallTime started_at_;
  MonotonicTime started_;
};

/// What was done in one window, per minute where that says more. Pure.
Json window_as_json(const monitor::Rates::Window& window);

}  // namespace yak::admin
