#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "conversation/lanes/lanes.hpp"
#include "delivery/backlog.hpp"
#include "delivery/outbox.hpp"
#include "generation/generation_holder.hpp"
#include "monitor/health.hpp"
#include "monitor/loop_probes.hpp"
#include "monitor/rates.hpp"
#include "observe/log/log_sink.hpp"
#include "observe/metrics/metrics_registry.hpp"
#include "observe/metrics/process_metrics.hpp"
#include "yak/store.hpp"

namespace yak::monitor {

/// The metrics that are states and not events: queues, what the store holds, readiness, breakers,
/// the process. The store is asked every five seconds, whoever scrapes and however often; what is
/// in memory is read when somebody asks.
class Gauges {
 public:
  struct Services {
    net::EventLoops& loops;
    const generation::GenerationHolder& holder;
    const conversation::Lanes& lanes;
    const delivery::Outbox& outbox;
    const delivery::Backlog& backlog;
    Store& store;
    Health& health;
    Clock& clock;
    observe::LogSink& log_sink;
    observe::MetricsRegistry& metrics;
  };

  explicit Gauges(Services services);
  ~Gauges();

  /// Once, when the loops run.
  void start();
  /// From any thread; everything ends within some seconds.
  void stop() noexcept;

  /// What was done in the last 1, 5 and 15 minutes. Thread-safe.
  [[nodiscard]] std::array<Rates::Window, 3> rates() const;
  /// Messages that wait in their conversations, as of the last second. Thread-safe.
  [[nodiscard]] std::size_t waiting() const noexcept;
  /// Turns that run; conversations that are being sent to; what is in memory, and its bound.
  [[nodiscard]] std::size_t running() const noexcept { return services_.lanes.running(); }
  [[nodiscard]] std::size_t sending() const noexcept { return services_.outbox.active(); }
  [[nodiscard]] std::size_t backlog() const noexcept { return services_.backlog.size(); }
  [[nodiscard]] std::size_t backlog_limit() const noexcept { return services_.backlog.bound(); }

 private:
  struct Series;

  task<void> run();
  task<void> ask_store();
  void look();
  void look_at_loop(std::size_t loop);
  void look_at_breakers();
  void look_at_instances();

  Services services_;
  std::unique_ptr<Series> series_;
  observe::ProcessMetrics process_;
  LoopProbes probes_;
  std::vector<std::atomic<std::size_t>> waiting_;
  mutable std::mutex mutex_;
  Rates rates_;
  std::map<std::string, Gauge*> instances_;  ///< whether they are degraded, by their titles
  std::map<std::string, Gauge*> breakers_;   ///< those that were open at some time
  double counted_dropped_ = 0;
  double counted_suppressed_ = 0;
  std::atomic<bool> stopping_{false};
};

}  // namespace yak::monitor
