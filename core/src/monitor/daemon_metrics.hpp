// SPDX-License-Identifier: Apache-2.0
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
#include "delivery/inline/inline_reply_flow.hpp"
#include "delivery/outbox/outbox.hpp"
#include "generation/current_generation.hpp"
#include "monitor/health.hpp"
#include "monitor/loop_probes.hpp"
#include "monitor/rates.hpp"
#include "observe/log/log_sink.hpp"
#include "observe/metrics/metrics_registry.hpp"
#include "observe/metrics/process_metrics.hpp"
#include "yak/store/maintenance.hpp"

namespace yak::monitor {

/// Metrics that are states, not events: queues, the store's contents, readiness, breakers, the
/// process. The store is queried every five seconds, independent of scrapes; values in memory are
/// read at each scrape.
class DaemonMetrics {
 public:
  struct Dependencies {
    net::EventLoops& loops;
    const generation::CurrentGeneration& current_generation;
    const conversation::Lanes& lanes;
    const delivery::Outbox& outbox;
    const delivery::InlineReplyFlow& inline_replies;
    const delivery::Backlog& backlog;
    Maintenance& store;
    Health& health;
    Clock& clock;
    observe::LogSink& log_sink;
    observe::MetricsRegistry& metrics;
  };

  explicit DaemonMetrics(Dependencies dependencies);
  ~DaemonMetrics();

  /// Call once, when the loops run.
  void start();
  /// From any thread; background work ends within a few seconds.
  void stop() noexcept;

  /// Activity of the last 1, 5 and 15 minutes. Thread-safe.
  [[nodiscard]] std::array<Rates::Window, 3> rates() const;
  /// Messages waiting in their conversations, as of the last second. Thread-safe.
  [[nodiscard]] std::size_t waiting() const noexcept;
  /// Running turns; conversations with a send in progress; the size of the backlog and its bound.
  [[nodiscard]] std::size_t running() const noexcept { return dependencies_.lanes.running(); }
  [[nodiscard]] std::size_t sending() const noexcept {
    return dependencies_.outbox.active() + dependencies_.inline_replies.active();
  }
  [[nodiscard]] std::size_t backlog() const noexcept { return dependencies_.backlog.size(); }
  [[nodiscard]] std::size_t backlog_limit() const noexcept { return dependencies_.backlog.bound(); }

 private:
  struct Series;

  task<void> run();
  task<void> ask_store();
  void look();
  void look_at_loop(std::size_t loop);
  void look_at_breakers();
  void look_at_instances();

  Dependencies dependencies_;
  std::unique_ptr<Series> series_;
  observe::ProcessMetrics process_;
  LoopProbes probes_;
  std::vector<std::atomic<std::size_t>> waiting_;
  mutable std::mutex mutex_;
  Rates rates_;
  std::map<std::string, Gauge*> instances_;  ///< degraded or not, by instance title
  std::map<std::string, Gauge*> breakers_;   ///< models whose breaker opened at least once
  double counted_dropped_ = 0;
  double counted_suppressed_ = 0;
  std::atomic<bool> stopping_{false};
};

}  // namespace yak::monitor
