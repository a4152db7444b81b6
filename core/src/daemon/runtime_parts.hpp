// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "admin/admin_api.hpp"
#include "admin/api/access_api.hpp"
#include "admin/api/backup_api.hpp"
#include "admin/api/dead_letter_api.hpp"
#include "admin/api/message_report_api.hpp"
#include "admin/api/people_api.hpp"
#include "admin/api/status_page.hpp"
#include "admin/api/upgrade_api.hpp"
#include "base/clock.hpp"
#include "conversation/admission/admission_control.hpp"
#include "conversation/lanes/lanes.hpp"
#include "daemon/daemon_view.hpp"
#include "daemon/recovery/recovery.hpp"
#include "daemon/recovery/watch.hpp"
#include "daemon/reload/reload_api.hpp"
#include "daemon/reload/reloader.hpp"
#include "daemon/runtime.hpp"
#include "daemon/servers.hpp"
#include "delivery/inbox.hpp"
#include "delivery/inline/inline_reply_flow.hpp"
#include "delivery/observer/delivery_reporter.hpp"
#include "generation/generation_retirer.hpp"
#include "generation/newest_models.hpp"
#include "generation/people_service.hpp"
#include "generation/plan/start_settings.hpp"
#include "models/catalog/model_choices.hpp"
#include "monitor/daemon_metrics.hpp"
#include "monitor/health.hpp"
#include "monitor/loop_watch.hpp"
#include "net/http_client/http_client.hpp"
#include "observe/log/log_sink.hpp"
#include "observe/metrics/metrics_registry.hpp"
#include "observe/tracing/otlp_exporter.hpp"

namespace yak::daemon {

/// Makes the parts of the daemon and connects them; Runtime starts and stops them.
///
/// Members are destroyed in reverse order. Coroutines that never finished (a delivery that waits
/// for its retry, for example) are destroyed with the event loops: declare objects that they refer
/// to above `loops`, and objects that own sockets or timers of a loop below it.
struct Runtime::Parts final : generation::CoreRoutes {
  Parts(generation::Plan first, ReadPlan read);
  ~Parts() override;
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  /// Opens the store named by the plan.
  result<void> open_store(const generation::Plan& plan);
  /// Opens the file that marks running turns. Without it, a message that crashes the daemon is not
  /// identified.
  void open_running_turns(const generation::Plan& plan);
  /// Builds everything that depends on the store, by the six functions below in their order.
  void build_services(const generation::Plan& plan);
  /// The core's own keys, users' choices, admission.
  void build_admission(const generation::Plan& plan);
  /// From the HTTP client to the outbox and inline replies.
  void build_delivery(const generation::Plan& plan);
  /// Turns, lanes, inbox, people.
  void build_conversation(const generation::Plan& plan);
  /// Health and the watch over it.
  void build_health(const generation::Plan& plan);
  /// The monitoring parts: gauges, loop watch, status report.
  void build_monitoring();
  void build_admin_apis();
  result<void> add_to(generation::GenerationRoutes& routes,
                      generation::AdminAccess access) override;
  /// The core services that the next generation's instances receive.
  generation::InstanceDependencies core_services();
  /// Corrects what an earlier run left. After build_services.
  Recovery recovery();
  /// Applies the settings that live outside generations.
  void apply(const config::Config& config, std::shared_ptr<net::HttpClientPool> http);
  Reloader::Dependencies reload_services(ReadPlan read);

  base::SystemClock clock;
  base::SystemRandom random;
  observe::LogSink log_sink;
  observe::SourceLogger log;
  observe::SourceLogger net_log;
  observe::MetricsRegistry metrics;
  std::unique_ptr<Store> store;
  std::unique_ptr<KeyValue> choice_keys;  ///< models::ModelChoices::kSpace
  std::unique_ptr<KeyValue> daemon_keys;  ///< AliveMark::kSpace
  std::unique_ptr<models::ModelChoices> choices;
  const generation::StartSettings start_settings;
  generation::CurrentGeneration current_generation;
  generation::NewestModels models{current_generation};
  std::unique_ptr<conversation::AdmissionControl> admission;
  conversation::RunningTurns running_turns;
  conversation::RunningTurns::Left left;
  delivery::Gate gate;
  std::unique_ptr<observe::OtlpExporter> exporter;
  std::unique_ptr<delivery::DeliveryReporter> delivery_reporter;
  std::unique_ptr<delivery::Backlog> backlog;
  std::unique_ptr<delivery::Outbox> outbox;
  std::unique_ptr<delivery::InlineReplyFlow> inline_replies;
  std::unique_ptr<conversation::TurnRunner> runner;
  std::unique_ptr<conversation::Lanes> lanes;
  std::unique_ptr<delivery::InboxService> inbox;
  std::unique_ptr<generation::PeopleService> people;
  std::unique_ptr<DaemonView> daemon;
  std::unique_ptr<monitor::Health> health;
  std::unique_ptr<Watch> watch;
  std::unique_ptr<monitor::DaemonMetrics> gauges;
  std::unique_ptr<monitor::LoopWatch> loop_watch;
  std::unique_ptr<admin::StatusPage> status;
  std::unique_ptr<admin::AdminApi> admin;
  std::unique_ptr<admin::DeadLetterApi> dead_letters;
  std::unique_ptr<admin::AccessApi> access_api;
  std::unique_ptr<admin::PeopleApi> people_api;
  std::unique_ptr<admin::BackupApi> backups;
  std::unique_ptr<ReloadApi> reload_api;
  admin::UpgradeApi upgrade_api;
  net::HandedOver handed_over;
  std::unique_ptr<generation::GenerationRetirer> retirer;
  std::unique_ptr<admin::MessageReportApi> message_reports;
  net::EventLoops loops;
  std::shared_ptr<net::HttpClientPool> http;
  std::unique_ptr<Servers> servers;
  std::unique_ptr<generation::BuildLoop> build_loop;
  std::unique_ptr<Reloader> reloader;
  std::shared_ptr<const generation::Plan> first;  ///< until it has become a generation
  std::optional<WallTime> away_since;             ///< since when the daemon was away, if known
  std::size_t resumed_messages = 0;
  bool started = false;
  bool stopped = false;
};

}  // namespace yak::daemon
