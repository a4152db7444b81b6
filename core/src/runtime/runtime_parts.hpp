#pragma once

#include <memory>
#include <optional>
#include <string>

#include "delivery/inbox.hpp"
#include "net/http_client.hpp"
#include "net/http_server.hpp"
#include "routing/lanes.hpp"
#include "runtime/admin_api.hpp"
#include "runtime/daemon_view.hpp"
#include "runtime/dead_letter_api.hpp"
#include "runtime/generation_holder.hpp"
#include "runtime/health.hpp"
#include "runtime/runtime.hpp"
#include "runtime/watch.hpp"
#include "services/clock.hpp"
#include "services/log_sink.hpp"
#include "services/metrics_registry.hpp"

namespace yak::runtime {

/// Everything the daemon consists of.
///
/// The order of the members is the order of their end, reversed. Coroutines that never finished (a
/// delivery that waits for its retry, say) are destroyed with the event loops: whatever they point
/// at stands above `loops`, whatever owns sockets or timers of a loop stands below.
struct Runtime::Parts {
  explicit Parts(Plan checked);
  ~Parts();

  /// Opens the store named by the plan.
  result<void> open_store();
  /// Where turns are marked as running; without it, what crashes the daemon is not found out.
  void open_running_turns();
  /// Everything that stands on the store.
  void build_services();
  result<void> build_generation(config::Problems& problems);
  result<void> listen();
  /// Runs a coroutine on the first loop and waits for it, from the main thread.
  template <class T>
  T on_loop(task<T> work);
  /// What an earlier run left, back to work. Gives since when the daemon was away, where known.
  result<std::optional<WallTime>> recover();
  task<void> finish_work(std::chrono::milliseconds limit);

  Plan plan;
  services::SystemClock clock;
  services::SystemRandom random;
  services::LogSink log_sink;
  services::SourceLogger log;
  services::SourceLogger net_log;
  services::MetricsRegistry metrics;
  std::unique_ptr<Store> store;
  net::RouteTable routes;
  net::RouteTable admin_routes;
  net::RouteTable guarded_routes;
  GenerationHolder holder;
  routing::RunningTurns running_turns;
  routing::RunningTurns::Left left;
  delivery::Gate gate;
  std::unique_ptr<delivery::Backlog> backlog;
  std::unique_ptr<delivery::Outbox> outbox;
  std::unique_ptr<routing::TurnRunner> runner;
  std::unique_ptr<routing::Lanes> lanes;
  std::unique_ptr<delivery::InboxService> inbox;
  std::unique_ptr<DaemonView> daemon;
  std::unique_ptr<Health> health;
  std::unique_ptr<Watch> watch;
  std::unique_ptr<AdminApi> admin;
  std::unique_ptr<DeadLetterApi> dead_letters;
  net::EventLoops loops;
  std::unique_ptr<net::HttpClientPool> http;
  std::unique_ptr<net::HttpServer> server;
  std::unique_ptr<net::HttpServer> admin_socket;
  std::unique_ptr<net::HttpServer> admin_server;
  bool started = false;
  bool stopped = false;
};

}  // namespace yak::runtime
