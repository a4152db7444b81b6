// SPDX-License-Identifier: Apache-2.0
#include "daemon/runtime_parts.hpp"

#include "base/async/activity.hpp"
#include "base/exception_text.hpp"
#include "base/version.hpp"
#include "generation/server_options.hpp"
#include "observe/log/crash_report.hpp"
#include "observe/metrics/metered_store.hpp"

namespace yak::daemon {
namespace {

observe::LogFormat log_format(const config::LogConfig& log) {
  return log.format == config::LogConfig::Format::json ? observe::LogFormat::json
                                                       : observe::LogFormat::text;
}

bool shows_addresses(const config::LogConfig& log) {
  return log.addresses == config::LogConfig::Addresses::full;
}

conversation::UnknownSenders unknown_senders(const config::Config& config) {
  return config.core().access.unknown == config::AccessConfig::Unknown::code
             ? conversation::UnknownSenders::code
             : conversation::UnknownSenders::silent;
}

}  // namespace

Runtime::Parts::Parts(generation::Plan plan, ReadPlan read)
    : log_sink(clock, plan.config.core().log.level, log_format(plan.config.core().log)),
      log(log_sink, "core"),
      net_log(log_sink, "net"),
      start_settings(generation::StartSettings::of(plan)),
      loops(plan.config.core().server.threads),
      first(std::make_shared<const generation::Plan>(std::move(plan))) {
  observe::CrashReport::set_format(log_format(first->config.core().log));
  log_sink.set_secrets(first->config.secrets());
  log_sink.show_addresses(shows_addresses(first->config.core().log));
  build_loop = std::make_unique<generation::BuildLoop>();
  retirer =
      std::make_unique<generation::GenerationRetirer>(*build_loop, clock, log_sink, log, metrics);
  servers = std::make_unique<Servers>(loops, current_generation, net_log, metrics);
  reloader = std::make_unique<Reloader>(reload_services(std::move(read)));
  reload_api = std::make_unique<ReloadApi>(*reloader);
}

Runtime::Parts::~Parts() {
  // The exporter is declared above `loops` because its coroutine refers to it, but the connections
  // of its client belong to the loops.
  if (exporter) exporter->set_target({});
}

result<void> Runtime::Parts::open_store(const generation::Plan& plan) {
  const generation::PlannedInstance& planned = *plan.of(config::InstanceKind::store).front();
  StoreContext context{log, metrics, clock, plan.config.data_dir()};
  const base::MarkedCall call(base::label_of("store", planned.plugin->name), "start");
  try {
    auto made = planned.plugin->store->factory(context, planned.settings);
    if (!made) return made.error();
    if (!*made) return error(ErrorKind::invalid, "the store's plugin returned no store");
    store = std::make_unique<observe::MeteredStore>(
        std::move(*made), planned.plugin->name + " " + planned.plugin->version, clock, metrics,
        log);
    return store->open();
  } catch (...) {
    return error(ErrorKind::internal, "the store threw: " + base::exception_text());
  }
}

void Runtime::Parts::open_running_turns(const generation::Plan& plan) {
  auto opened = running_turns.open(plan.config.in_data_dir(generation::kRunningTurns));
  if (!opened) {
    log.warn("turns are not marked as running: a message that crashes the daemon is not identified",
             {{"reason", opened.error().message}});
    return;
  }
  left = *std::move(opened);
  running_turns.note_faults();
}

void Runtime::Parts::build_services(const generation::Plan& plan) {
  build_admission(plan);
  build_delivery(plan);
  build_conversation(plan);
  build_health(plan);
  build_monitoring();
  build_admin_apis();
}

void Runtime::Parts::build_admission(const generation::Plan& plan) {
  choice_keys = store->kv(models::ModelChoices::kSpace);
  daemon_keys = store->kv(AliveMark::kSpace);
  choices = std::make_unique<models::ModelChoices>(*choice_keys);
  admission =
      std::make_unique<conversation::AdmissionControl>(conversation::AdmissionControl::Dependencies{
          *store, clock, random, log, metrics, [this] { return current_generation.channels(); }});
  admission->set_unknown(unknown_senders(plan.config));
}

void Runtime::Parts::build_delivery(const generation::Plan& plan) {
  http = std::make_shared<net::HttpClientPool>(loops, generation::client_options(plan.config),
                                               net_log, metrics);
  backlog = std::make_unique<delivery::Backlog>(plan.config.core().lanes.total);
  exporter = std::make_unique<observe::OtlpExporter>(
      observe::OtlpExporter::Dependencies{clock, log, metrics}, std::string(base::version()));
  exporter->set_target(generation::otlp_target(plan.config, http));
  delivery_reporter = std::make_unique<delivery::DeliveryReporter>(
      delivery::DeliveryReporter::Dependencies{clock, log, metrics, exporter.get()});
  const delivery::Outbox::Dependencies sending{
      loops,  store->journal(), store->journal_reader(), current_generation, clock,
      random, *backlog,         *delivery_reporter};
  outbox = std::make_unique<delivery::Outbox>(sending, generation::retry_policy(plan.config));
  inline_replies =
      std::make_unique<delivery::InlineReplyFlow>(delivery::InlineReplyFlow::Dependencies{
          loops, store->journal(), *outbox, clock, *delivery_reporter});
}

void Runtime::Parts::build_conversation(const generation::Plan& plan) {
  const conversation::TurnRunner::Dependencies running{
      store->journal(),
      *outbox,
      *inline_replies,
      current_generation,
      current_generation,
      *admission,
      *backlog,
      clock,
      log,
      metrics,
      random,
      &running_turns,
      [this](std::string words) { return log_sink.redact(std::move(words)); },
      exporter.get()};
  runner = std::make_unique<conversation::TurnRunner>(running);
  const conversation::Lanes::Dependencies queueing{loops,    *runner, *outbox,
                                                   *backlog, clock,   metrics};
  lanes = std::make_unique<conversation::Lanes>(queueing, generation::lane_options(plan.config));
  lanes->hold();
  gate.begin_recovery();
  inbox = std::make_unique<delivery::InboxService>(delivery::InboxService::Dependencies{
      store->journal(), store->journal_reader(), *outbox, *inline_replies, *delivery_reporter,
      *backlog, gate, *lanes, clock, random, log, metrics,
      [this](const std::string& alias, const std::string& person) {
        choices->move(alias, person);
      }});
  people = std::make_unique<generation::PeopleService>(generation::PeopleService::Dependencies{
      store->people(), *lanes, *outbox, *choices, *admission, current_generation, clock, log});
}

void Runtime::Parts::build_health(const generation::Plan& plan) {
  daemon = std::make_unique<DaemonView>(current_generation, *backlog, store->maintenance(), clock,
                                        *reloader);
  const Settings& store_settings = plan.of(config::InstanceKind::store).front()->instance.common;
  health = std::make_unique<monitor::Health>(store->maintenance(), clock, plan.config.data_dir(),
                                             store_settings.size("min_free"));
  // Only the titles: /readyz is public, and the reasons quote texts of services.
  health->set_degraded([this] {
    std::vector<std::string> titles;
    if (const auto serving = current_generation.get()) {
      for (const auto& [title, why] : serving->troubles()) titles.push_back(title);
    }
    return titles;
  });
  watch = std::make_unique<Watch>(*health, gate, current_generation, *daemon_keys, clock, log);
}

void Runtime::Parts::build_admin_apis() {
  dead_letters = std::make_unique<admin::DeadLetterApi>(admin::DeadLetterApi::Dependencies{
      store->dead_letters(), *outbox, *lanes, *backlog, clock, metrics, log});
  access_api =
      std::make_unique<admin::AccessApi>(admin::AccessApi::Dependencies{*admission, clock, log});
  message_reports = std::make_unique<admin::MessageReportApi>(store->journal_reader(), log);
  people_api = std::make_unique<admin::PeopleApi>(*people);
  backups = std::make_unique<admin::BackupApi>(store->maintenance(), log);
}

void Runtime::Parts::build_monitoring() {
  gauges = std::make_unique<monitor::DaemonMetrics>(monitor::DaemonMetrics::Dependencies{
      loops, current_generation, *lanes, *outbox, *inline_replies, *backlog, store->maintenance(),
      *health, clock, log_sink, metrics});
  loop_watch = std::make_unique<monitor::LoopWatch>(log, metrics);
  status = std::make_unique<admin::StatusPage>(
      admin::StatusPage::Dependencies{current_generation, *daemon, store->maintenance(), clock,
                                      *health, *gauges, log_sink, metrics, start_settings});
  admin = std::make_unique<admin::AdminApi>(current_generation, *status, store->usage(), clock,
                                            metrics);
}

result<void> Runtime::Parts::add_to(generation::GenerationRoutes& routes,
                                    generation::AdminAccess access) {
  for (const auto& added :
       {health->add_routes(routes.open), admin->add_routes(routes.admin),
        dead_letters->add_routes(routes.admin), access_api->add_routes(routes.admin),
        reload_api->add_routes(routes.admin), message_reports->add_routes(routes.admin),
        people_api->add_routes(routes.admin), backups->add_routes(routes.admin),
        upgrade_api.add_routes(routes.admin)}) {
    if (!added) return added;
  }
  return admin->add_guarded_routes(routes, std::move(access));
}

generation::InstanceDependencies Runtime::Parts::core_services() {
  const auto serving = current_generation.get();
  const config::Config& config = serving ? serving->plan().config : first->config;
  return {loops,
          http,
          *inbox,
          *store,
          log_sink,
          log,
          metrics,
          clock,
          random,
          *lanes,
          *daemon,
          *admission,
          *people,
          models,
          *choices,
          *this,
          generation::public_url(config)};
}

Recovery Runtime::Parts::recovery() {
  return Recovery(store->journal(), store->maintenance(), *daemon_keys, *outbox, *lanes, *backlog,
                  clock, log);
}

void Runtime::Parts::apply(const config::Config& config,
                           std::shared_ptr<net::HttpClientPool> client) {
  http = std::move(client);
  const config::CoreConfig& core = config.core();
  log_sink.set_level(core.log.level);
  const observe::LogFormat format = log_format(core.log);
  log_sink.set_format(format);
  observe::CrashReport::set_format(format);
  log_sink.show_addresses(shows_addresses(core.log));
  backlog->set_bound(core.lanes.total);
  lanes->set_options(generation::lane_options(config));
  outbox->set_policy(generation::retry_policy(config));
  admission->set_unknown(unknown_senders(config));
  outbox->channels_changed();
  exporter->set_target(generation::otlp_target(config, http));
}

Reloader::Dependencies Runtime::Parts::reload_services(ReadPlan read) {
  return {*build_loop,
          *retirer,
          current_generation,
          *servers,
          loops,
          log,
          net_log,
          metrics,
          start_settings,
          std::move(read),
          [this] { return core_services(); },
          [this](const config::Config& config, std::shared_ptr<net::HttpClientPool> client) {
            apply(config, std::move(client));
          }};
}

}  // namespace yak::daemon
