// SPDX-License-Identifier: Apache-2.0
#include "daemon/reload/reloader.hpp"

#include <pthread.h>

#include "base/async/activity.hpp"
#include "generation/server_options.hpp"

namespace yak::daemon {
namespace {

/// This many generations alive at once mean that something is stuck, and each of them holds memory.
constexpr std::size_t kMaxGenerations = 32;
constexpr std::chrono::seconds kWatchEvery{1};

Counter& reloads(Metrics& metrics, const char* result) {
  return metrics.counter("yak_reload_total", "Reloads by result", {{"result", result}});
}

std::chrono::milliseconds start_timeout(const generation::Plan& plan) {
  return plan.config.core().plugins.start_timeout;
}

}  // namespace

/// What is prepared beside the generation. Shared with a build that may be abandoned.
struct Reloader::Prepared {
  Servers::Change servers;
  std::shared_ptr<net::HttpClientPool> http;
};

Reloader::Reloader(Dependencies dependencies)
    : dependencies_(std::move(dependencies)),
      applied_(reloads(dependencies_.metrics, "applied")),
      rejected_(reloads(dependencies_.metrics, "rejected")) {}

Reloader::~Reloader() { stop(); }

void Reloader::start() {
  watch_.look(dependencies_.current.get()->plan());
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), "yak-reload");
    const base::WatchedThread watched(base::WatchedThread::Kind::other);
    run();
  });
}

void Reloader::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_.request_stop();
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
  const std::lock_guard lock(mutex_);
  for (const auto& waiting : waiting_) waiting->done.set();
  waiting_.clear();
}

task<ReloadReport> Reloader::reload() {
  const auto waiting = std::make_shared<Waiting>();
  waiting->report.problems.push_back({{}, "", "the daemon is stopping", ""});
  {
    const std::lock_guard lock(mutex_);
    if (stopping_.stop_requested()) co_return std::move(waiting->report);
    waiting_.push_back(waiting);
    is_asked_ = true;
    changed_.notify_all();
  }
  co_await waiting->done.wait();
  co_return std::move(waiting->report);
}

void Reloader::request() {
  const std::lock_guard lock(mutex_);
  is_asked_ = true;
  changed_.notify_all();
}

bool Reloader::wait_for_work() {
  std::unique_lock lock(mutex_);
  const auto is_due = [this] { return is_asked_ || stopping_.stop_requested(); };
  if (!changed_.wait_for(lock, kWatchEvery, is_due)) {
    lock.unlock();
    watch();
    return true;
  }
  return !stopping_.stop_requested();
}

void Reloader::run() {
  while (wait_for_work()) {
    std::vector<std::shared_ptr<Waiting>> waiting;
    {
      const std::lock_guard lock(mutex_);
      if (!std::exchange(is_asked_, false)) continue;
      waiting.swap(waiting_);
    }
    if (observer_) observer_(true);
    const ReloadReport report = reload_now();
    tell(report);
    if (observer_) observer_(false);
    for (const auto& one : waiting) {
      one->report = report;
      one->done.set();
    }
  }
}

void Reloader::watch() {
  const auto generation = dependencies_.current.get();
  const generation::Plan& plan = generation->plan();
  if (!plan.config.core().watch || !watch_.has_changed(plan)) return;
  dependencies_.log.info("files have changed; reloading");
  request();
}

void Reloader::tell(const ReloadReport& report) {
  (report.applied ? applied_ : rejected_).add();
  for (const config::Problem& problem : report.problems) {
    dependencies_.log.error("the configuration was not applied", {{"problem", to_string(problem)}});
  }
  if (!report.applied) return;
  std::size_t carried = 0;
  for (const ReloadedKey& key : report.keys) {
    if (key.outcome == ReloadedKey::Outcome::carried) ++carried;
    if (key.outcome != ReloadedKey::Outcome::rejected) continue;
    dependencies_.log.warn("a changed key requires a restart",
                           {{"key", key.key}, {"what", key.why}});
  }
  dependencies_.log.info("the configuration was applied",
                         {{"generation", report.generation}, {"instances_carried", carried}});
}

void Reloader::prepare(const generation::Plan& plan, const generation::PlanDiff& diff,
                       generation::InstanceDependencies& core, config::Problems& problems,
                       Prepared& prepared) {
  if (diff.replaces_http) {
    core.http = std::make_shared<net::HttpClientPool>(dependencies_.loops,
                                                      generation::client_options(plan.config),
                                                      dependencies_.net_log, dependencies_.metrics);
    if (const auto usable = core.http->check(); !usable) {
      problems.add(plan.config.position("http"), "http", usable.error().message);
    }
  }
  core.public_url = generation::public_url(plan.config);
  prepared.http = core.http;
  prepared.servers = dependencies_.servers.prepare(plan.config, problems);
}

generation::BuildRequest Reloader::request_of(const std::shared_ptr<generation::Generation>& before,
                                              const std::shared_ptr<Prepared>& prepared) {
  auto read = [this](config::Problems& problems) {
    auto plan = std::make_shared<const generation::Plan>(dependencies_.read(problems));
    // Secrets of the new configuration must be redacted while it is built.
    dependencies_.retirer.redact(plan.get());
    return plan;
  };
  auto preparing = [this, prepared](const generation::Plan& plan, const generation::PlanDiff& diff,
                                    generation::InstanceDependencies& core,
                                    config::Problems& problems) {
    prepare(plan, diff, core, problems, *prepared);
  };
  return {
      std::move(read), std::move(preparing),          dependencies_.core(), dependencies_.started,
      before,          start_timeout(before->plan()), stopping_.get_token()};
}

ReloadReport Reloader::reload_now() {
  const std::shared_ptr<generation::Generation> before = dependencies_.current.get();
  watch_.look(before->plan());
  if (dependencies_.retirer.live() >= kMaxGenerations) {
    return refuse(
        {{{},
          "",
          "32 generations have not ended: something in them is stuck; see yak status, and "
          "restart Yak",
          ""}});
  }
  const auto prepared = std::make_shared<Prepared>();
  generation::BuildOutcome outcome = generation::timed_build(
      dependencies_.loop, dependencies_.retirer, request_of(before, prepared));
  if (outcome.hangs) has_lost_thread_ = true;
  if (!outcome.generation) {
    dependencies_.retirer.redact(nullptr);
    return refuse(outcome.problems.sorted());
  }
  return publish(std::move(outcome), *prepared);
}

ReloadReport Reloader::refuse(std::vector<config::Problem> problems) {
  ReloadReport report;
  report.generation = dependencies_.current.get()->number();
  report.problems = std::move(problems);
  return report;
}

ReloadReport Reloader::publish(generation::BuildOutcome outcome, Prepared& prepared) {
  ReloadReport report;
  report.applied = true;
  report.generation = outcome.generation->number();
  report.keys = reloaded_keys(outcome.diff);
  const std::shared_ptr<generation::Generation> next =
      dependencies_.retirer.share(std::move(outcome.generation));
  dependencies_.current.set(next);
  dependencies_.servers.apply(std::move(prepared.servers));
  dependencies_.apply(next->plan().config, prepared.http);
  dependencies_.retirer.redact(nullptr);
  watch_.look(next->plan());
  return report;
}

}  // namespace yak::daemon
