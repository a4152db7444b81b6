#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "admin/admin_api.hpp"
#include "admin/api/access_api.hpp"
#include "admin/api/backup_api.hpp"
#include "admin/api/dead_letter_api.hpp"
#include "admin/api/people_api.hpp"
#include "admin/api/status_report.hpp"
#include "admin/api/trace_api.hpp"
#include "admin/api/upgrade_api.hpp"
#include "base/clock.hpp"
#include "conversation/admission/admission_control.hpp"
#include "conversation/lanes/lanes.hpp"
#include "daemon/daemon_view.hpp"
#include "daemon/recovery/watch.hpp"
#include "daemon/reload/reload_api.hpp"
#include "daemon/reload/reloader.hpp"
#include "daemon/runtime.hpp"
#include "daemon/servers.hpp"
#include "delivery/inbox.hpp"
#include "generation/generation_keeper.hpp"
#include "generation/kept_settings.hpp"
#include "generation/newest_models.hpp"
#include "generation/people_service.hpp"
#include "models/catalog/model_choices.hpp"
#include "monitor/gauges.hpp"
#include "monitor/health.hpp"
#include "monitor/loop_watch.hpp"
#include "net/http_client/http_client.hpp"
#include "observe/log/log_sink.hpp"
#include "observe/metrics/metrics_registry.hpp"
#include "observe/tracing/otlp_exporter.hpp"

namespace yak::runtime {

/// Everything the daemon consists of.
///
/// The order of the members is the order of their end, reversed. Coroutines that never finished (a
/// delivery that waits for its retry, say) are destroyed with the event loops: whatever they point
/// at stands above `loops`, whatever owns sockets or timers of a loop stands below.
struct Runtime::Parts final : CoreRoutes {
  Parts(Plan first, ReadPlan read);
  ~Parts() override;
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  /// Opens the store named by the plan.
  result<void> open_store(const Plan& plan);
  /// Where turns are marked as running; without it, what crashes the daemon is not found out.
  void open_running_turns(const Plan& plan);
  /// What shows how the daemon is.
  void build_sight();
  /// Everything that stands on the store.
  void build_services(const Plan& plan);
  /// Builds and starts the first generation; `before_channels` runs before its channels start.
  result<void> build_first(config::Problems& problems,
                           std::function<result<void>()> before_channels);
  result<void> add_to(GenerationRoutes& routes, AdminAccess access) override;
  /// What the instances of the next generation are lent.
  CoreServices core_services();
  /// Puts into force what lives outside generations.
  void apply(const config::Config& config, std::shared_ptr<net::HttpClientPool> http);
  Reloader::Services reload_services(ReadPlan read);
  /// Runs a coroutine on a loop and waits for it, from the main thread.
  template <class T>
  T on_loop(task<T> work);
  /// The index of a loop that no plugin blocks, if there is one.
  [[nodiscard]] std::size_t free_loop();
  /// Of the generation that serves.
  [[nodiscard]] std::chrono::milliseconds drain_timeout() const;
  /// Blames the turns that were running when an earlier process ended.
  result<void> blame();
  /// Puts the messages that an earlier run left back into their lanes, which do not run yet, and
  /// opens the inbox.
  result<void> recover_messages();
  /// Puts the deliveries that an earlier run left back to work. When the first generation serves.
  result<void> recover_deliveries();
  /// `hands_over`: a successor will hold the listeners.
  task<void> finish_work(std::chrono::milliseconds limit, bool hands_over);
  /// Until no turn and no send is under way, or the time is over.
  task<void> until_idle(MonotonicTime deadline);
  [[nodiscard]] bool is_idle() const;
  void stop(bool hands_over);

  services::SystemClock clock;
  services::SystemRandom random;
  services::LogSink log_sink;
  services::SourceLogger log;
  services::SourceLogger net_log;
  services::MetricsRegistry metrics;
  std::unique_ptr<Store> store;
  std::unique_ptr<routing::ModelChoices> choices;
  const KeptSettings kept;
  GenerationHolder holder;
  NewestModels models{holder};
  std::unique_ptr<routing::AdmissionControl> admission;
  routing::RunningTurns running_turns;
  routing::RunningTurns::Left left;
  delivery::Gate gate;
  std::unique_ptr<services::OtlpExporter> exporter;
  std::unique_ptr<delivery::DeliverySpans> delivery_spans;
  std::unique_ptr<delivery::Backlog> backlog;
  std::unique_ptr<delivery::Outbox> outbox;
  std::unique_ptr<routing::TurnRunner> runner;
  std::unique_ptr<routing::Lanes> lanes;
  std::unique_ptr<delivery::InboxService> inbox;
  std::unique_ptr<PeopleService> people;
  std::unique_ptr<DaemonView> daemon;
  std::unique_ptr<Health> health;
  std::unique_ptr<Watch> watch;
  std::unique_ptr<Gauges> gauges;
  std::unique_ptr<LoopWatch> loop_watch;
  std::unique_ptr<StatusReport> status;
  std::unique_ptr<AdminApi> admin;
  std::unique_ptr<DeadLetterApi> dead_letters;
  std::unique_ptr<AccessApi> access_api;
  std::unique_ptr<PeopleApi> people_api;
  std::unique_ptr<BackupApi> backups;
  std::unique_ptr<ReloadApi> reload_api;
  UpgradeApi upgrade_api;
  net::HandedOver handed_over;
  std::unique_ptr<GenerationKeeper> keeper;
  std::unique_ptr<TraceApi> traces;
  net::EventLoops loops;
  std::shared_ptr<net::HttpClientPool> http;
  std::unique_ptr<Servers> servers;
  std::unique_ptr<BuildLoop> build_loop;
  std::unique_ptr<Reloader> reloader;
  std::shared_ptr<const Plan> first;   ///< until it has become a generation
  std::optional<WallTime> away_since;  ///< since when the daemon was away, where that is known
  std::size_t resumed_messages = 0;
  bool started = false;
  bool stopped = false;
};

}  // namespace yak::runtime
