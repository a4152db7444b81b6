// SPDX-License-Identifier: Apache-2.0
#include "admin/api/status_page.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "admin/api/queue_report.hpp"
#include "base/build_info.hpp"
#include "generation/plan/plan_diff.hpp"
#include "generation/plan/plan_summary.hpp"
#include "generation/server_options.hpp"
#include "net/descriptor_limit.hpp"
#include "observe/log/log_format.hpp"

namespace yak::admin {
namespace {

/// A service may list hundreds of models; those in use come first.
constexpr std::size_t kMaxModels = 32;

Json error_as_json(const observe::LastErrors::Entries& errors, const std::string& subject) {
  const auto found = errors.find(subject);
  if (found == errors.end()) return nullptr;
  return Json{{"at", observe::timestamp(found->second.at)},
              {"level", observe::level_name(found->second.level)},
              {"text", found->second.text}};
}

std::int64_t whole(double number) { return static_cast<std::int64_t>(number); }

}  // namespace

StatusPage::StatusPage(Dependencies dependencies)
    : dependencies_(dependencies),
      started_at_(dependencies_.clock.now()),
      started_(dependencies_.clock.monotonic()) {}

task<Json> StatusPage::json() {
  Json body = daemon();
  bool ready = true;
  Json checks;
  for (const monitor::Health::Check& check : co_await dependencies_.health.checks()) {
    checks[check.name] = check.passed ? "ok" : check.detail;
    ready = ready && check.passed;
  }
  body["ready"] = ready;
  body["checks"] = std::move(checks);
  body["connections"] = connections();
  body["misdirected"] = misdirected();
  body["generations"] = generations();
  body["configuration"] = configuration();
  body["waiting_for_restart"] = waiting_for_restart();
  body["instances"] = instances();
  const auto stats = co_await dependencies_.maintenance.stats();
  if (stats) {
    body["queue"] = queue_as_json(*stats, dependencies_.clock.now());
  } else {
    body["queue"] = Json{{"error", stats.error().message}};
  }
  add_memory(body["queue"]);
  body["models"] = models();
  body["rates"] = rates();
  for (const StatusLine& line : co_await dependencies_.daemon.status()) {
    body["status"][line.what] = line.value;
  }
  co_return body;
}

Json StatusPage::daemon() const {
  const auto up =
      std::chrono::floor<std::chrono::seconds>(dependencies_.clock.monotonic() - started_);
  return Json{{"version", dependencies_.daemon.version()},
              {"compiler", base::compiler_name()},
              {"abi", base::abi_name()},
              {"started_at", observe::timestamp(started_at_)},
              {"uptime_seconds", up.count()}};
}

Json StatusPage::connections() const {
  const std::size_t limit = net::descriptor_limit();
  Json body{{"descriptors", limit}};
  if (const auto generation = dependencies_.current_generation.get()) {
    const std::size_t wanted =
        generation::public_options(generation->plan().config).max_connections;
    body["configured"] = wanted;
    body["most"] = net::connections_within(limit, wanted);
  }
  return body;
}

Json StatusPage::misdirected() const {
  const auto generation = dependencies_.current_generation.get();
  if (!generation) return Json::object();
  const net::RouteTable& routes = generation->routes().open;
  const net::RouteTable::Misdirected seen = routes.misdirected();
  Json body{{"posts", seen.count}};
  if (seen.count > 0) {
    body["last_path"] = seen.last_path;
    body["hint"] = routes.hint_line();
  }
  return body;
}

Json StatusPage::generations() const {
  const observe::MetricsRegistry& metrics = dependencies_.metrics;
  Json reloads = Json::object();
  for (const std::string& result : metrics.label_values("yak_reload_total", "result")) {
    reloads[result] = whole(metrics.sum("yak_reload_total", {{"result", result}}));
  }
  const auto generation = dependencies_.current_generation.get();
  return Json{{"serving", generation ? Json(generation->number()) : Json(nullptr)},
              {"live", whole(metrics.sum("yak_generations_live"))},
              {"reloads", std::move(reloads)}};
}

Json StatusPage::configuration() const {
  const auto generation = dependencies_.current_generation.get();
  if (!generation) return nullptr;
  const generation::PlanSummary summary = generation::summarize(generation->plan());
  return Json{{"file", summary.file},
              {"instances_on", summary.on.size()},
              {"instances_off", summary.off},
              {"instances", summary.on},
              {"fingerprint", summary.fingerprint}};
}

Json StatusPage::waiting_for_restart() const {
  Json keys = Json::array();
  const auto generation = dependencies_.current_generation.get();
  if (!generation) return keys;
  for (const auto& waiting :
       generation::restart_settings(dependencies_.started, generation->plan())) {
    keys.push_back(Json{{"key", waiting.key}, {"what", waiting.what}});
  }
  return keys;
}

Json StatusPage::instances() const {
  const auto errors = dependencies_.log_sink.last_errors();
  const char* running = dependencies_.health.started() ? "running" : "starting";
  if (dependencies_.health.draining()) running = "stopping";
  Json all = Json::array();
  if (const auto generation = dependencies_.current_generation.get()) {
    const auto troubles = generation->troubles();
    for (const auto& line : generation->lines()) {
      const auto trouble = troubles.find(line.title());
      all.push_back(Json{{"kind", line.kind},
                         {"name", line.name},
                         {"plugin", line.plugin},
                         {"version", line.version},
                         {"state", trouble == troubles.end() ? running : "degraded"},
                         {"last_error", error_as_json(errors, line.name)}});
      if (trouble != troubles.end()) all.back()["trouble"] = trouble->second;
    }
    for (const config::Instance& off : generation->plan().disabled) {
      all.push_back(Json{{"kind", config::to_string(off.kind)},
                         {"name", off.name},
                         {"plugin", off.plugin},
                         {"state", "off"},
                         {"enabled_by", off.disabled_by}});
    }
  }
  Json core{{"kind", "core"}, {"name", "core"}, {"state", running}};
  core["last_error"] = error_as_json(errors, "core");
  all.push_back(std::move(core));
  return all;
}

Json StatusPage::models() const {
  Json all = Json::array();
  const auto generation = dependencies_.current_generation.get();
  if (!generation) return all;
  const std::vector<std::string> open = generation->models().open_breakers();
  const std::string standard = generation->models().default_model();
  std::vector<std::string> names{standard};
  names.insert(names.end(), open.begin(), open.end());
  const auto used = dependencies_.metrics.label_values("yak_model_calls_total", "model");
  names.insert(names.end(), used.begin(), used.end());
  std::set<std::string> seen;
  for (const std::string& name : names) {
    if (name.empty() || all.size() >= kMaxModels || !seen.insert(name).second) continue;
    const Labels of{{"model", name}};
    const double calls = dependencies_.metrics.sum("yak_model_calls_total", of);
    const double good =
        dependencies_.metrics.sum("yak_model_calls_total", {{"model", name}, {"result", "ok"}});
    const bool is_open = std::ranges::find(open, name) != open.end();
    all.push_back(Json{{"name", name},
                       {"default", name == standard},
                       {"breaker", is_open ? "open" : "closed"},
                       {"calls", whole(calls)},
                       {"failures", whole(calls - good)},
                       {"tokens", whole(dependencies_.metrics.sum("yak_model_tokens_total", of))},
                       {"cost_usd", dependencies_.metrics.sum("yak_model_cost_usd_total", of)}});
  }
  return all;
}

Json StatusPage::rates() const {
  const auto windows = dependencies_.gauges.rates();
  Json all;
  for (std::size_t i = 0; i < windows.size(); ++i) {
    all[std::to_string(monitor::Rates::kSpans.at(i).count()) + "m"] = window_as_json(windows.at(i));
  }
  return all;
}

void StatusPage::add_memory(Json& queue) const {
  queue["turns_running"] = dependencies_.gauges.running();
  queue["messages_waiting"] = dependencies_.gauges.waiting();
  queue["conversations_sending"] = dependencies_.gauges.sending();
  queue["backlog"] = dependencies_.gauges.backlog();
  queue["backlog_limit"] = dependencies_.gauges.backlog_limit();
}

Json window_as_json(const monitor::Rates::Window& window) {
  const monitor::Rates::Reading& grown = window.grown;
  return Json{{"seconds", whole(window.span.count())},
              {"messages", whole(grown.messages)},
              {"turns", whole(grown.turns)},
              {"turns_failed", whole(grown.turns_failed)},
              {"turn_seconds_p50", window.median_seconds},
              {"turn_seconds_p95", window.slow_seconds},
              {"deliveries_sent", whole(grown.sent)},
              {"deliveries_dead", whole(grown.dead)},
              {"sends_repeated", whole(grown.resent)},
              {"model_calls", whole(grown.model_calls)},
              {"model_failures", whole(grown.model_failures)},
              {"tokens", whole(grown.tokens)},
              {"cost_usd", grown.cost_usd}};
}

}  // namespace yak::admin
