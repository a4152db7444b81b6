// SPDX-License-Identifier: Apache-2.0
#include "monitor/daemon_metrics.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <numeric>
#include <utility>

#include "base/build_info.hpp"
#include "monitor/loop_watch.hpp"
#include "plugins/plugin_loader.hpp"

namespace yak::monitor {
namespace {

constexpr std::chrono::milliseconds kGaugeInterval{5'000};
/// Models whose breaker opened at least once. Further models are not exported.
constexpr std::size_t kMaxBreakers = 64;
/// Instances seen since the start. Further instances are not exported.
constexpr std::size_t kMaxInstances = 512;

double seconds_since(std::optional<WallTime> time, WallTime now) {
  if (!time) return 0;
  return std::max(0.0, std::chrono::duration<double>(now - *time).count());
}

Gauge& journal(Metrics& metrics, const char* state) {
  return metrics.gauge("yak_journal_deliveries",
                       "Deliveries in the journal by state; pending: not sent yet",
                       {{"state", state}});
}

Gauge& oldest(Metrics& metrics, const char* what) {
  return metrics.gauge("yak_journal_oldest_seconds",
                       "Age of the oldest unanswered message or unsent delivery; 0: none",
                       {{"what", what}});
}

void grow(Counter& counter, double& counted, std::size_t now) {
  counter.add(static_cast<double>(now) - counted);
  counted = static_cast<double>(now);
}

}  // namespace

struct DaemonMetrics::Series {
  explicit Series(Metrics& metrics)
      : running(metrics.gauge("yak_turns_running", "Turns running now")),
        waiting(metrics.gauge("yak_messages_waiting",
                              "Messages that wait behind others of their conversation")),
        sending(metrics.gauge("yak_outbox_active", "Conversations with a send in progress")),
        backlog(metrics.gauge("yak_backlog", "Messages and deliveries in memory, not final yet")),
        backlog_limit(metrics.gauge("yak_backlog_limit",
                                    "lanes.total: above it new messages are ended with a notice; "
                                    "above 125% of it they are refused")),
        unfinished(metrics.gauge("yak_journal_messages_unfinished",
                                 "Messages in the journal whose turn is not committed")),
        quarantined(metrics.gauge("yak_journal_messages_quarantined",
                                  "Messages quarantined because their turns crashed the process")),
        pending(journal(metrics, "pending")),
        in_doubt(journal(metrics, "in_doubt")),
        dead(journal(metrics, "dead")),
        oldest_message(oldest(metrics, "message")),
        oldest_delivery(oldest(metrics, "delivery")),
        store_up(metrics.gauge("yak_store_up",
                               "1 if the last query of the store's statistics succeeded")),
        ready(metrics.gauge("yak_ready", "1 when /readyz reports ready")),
        disk_free(metrics.gauge("yak_disk_free_bytes", "Free bytes on the disk of data_dir")),
        disk_floor(
            metrics.gauge("yak_disk_floor_bytes", "store.min_free: below it messages are refused")),
        libraries(metrics.gauge("yak_plugin_libraries",
                                "Plugin libraries loaded since the start; none is ever unloaded")),
        libraries_limit(
            metrics.gauge("yak_plugin_libraries_limit", "Limit of loaded plugin libraries")),
        dropped(metrics.counter("yak_log_dropped_total",
                                "Log lines lost because they came faster than they were written")),
        suppressed(metrics.counter("yak_log_suppressed_total",
                                   "Log lines left out because they repeated another")) {}

  Gauge& running;
  Gauge& waiting;
  Gauge& sending;
  Gauge& backlog;
  Gauge& backlog_limit;
  Gauge& unfinished;
  Gauge& quarantined;
  Gauge& pending;
  Gauge& in_doubt;
  Gauge& dead;
  Gauge& oldest_message;
  Gauge& oldest_delivery;
  Gauge& store_up;
  Gauge& ready;
  Gauge& disk_free;
  Gauge& disk_floor;
  Gauge& libraries;
  Gauge& libraries_limit;
  Counter& dropped;
  Counter& suppressed;
};

DaemonMetrics::DaemonMetrics(Dependencies dependencies)
    : dependencies_(dependencies),
      series_(std::make_unique<Series>(dependencies.metrics)),
      process_(dependencies.metrics),
      probes_(dependencies.loops, dependencies.clock, dependencies.metrics,
              [this](std::size_t loop) { look_at_loop(loop); }),
      waiting_(dependencies.loops.size()) {
  base::show_build(dependencies_.metrics);
  series_->disk_floor.set(static_cast<double>(dependencies_.health.floor()));
  series_->libraries_limit.set(static_cast<double>(plugins::PluginLoader::kMaxLibraries));
  dependencies_.metrics.before_text([this] { look(); });
}

DaemonMetrics::~DaemonMetrics() = default;

void DaemonMetrics::start() {
  probes_.start();
  boost::asio::co_spawn(dependencies_.loops.loop(0), run(), boost::asio::detached);
}

void DaemonMetrics::stop() noexcept {
  stopping_ = true;
  probes_.stop();
}

std::size_t DaemonMetrics::waiting() const noexcept {
  return std::accumulate(waiting_.begin(), waiting_.end(), std::size_t{0},
                         [](std::size_t sum, const auto& loop) { return sum + loop.load(); });
}

std::array<Rates::Window, 3> DaemonMetrics::rates() const {
  auto now = Rates::read(dependencies_.metrics, dependencies_.clock.monotonic());
  const std::lock_guard lock(mutex_);
  return rates_.windows(now);
}

task<void> DaemonMetrics::run() {
  while (!stopping_) {
    {
      auto now = Rates::read(dependencies_.metrics, dependencies_.clock.monotonic());
      const std::lock_guard lock(mutex_);
      rates_.add(std::move(now));
    }
    co_await ask_store();
    co_await dependencies_.clock.sleep(kGaugeInterval);
  }
}

task<void> DaemonMetrics::ask_store() {
  const auto stats = co_await dependencies_.store.stats();
  series_->store_up.set(stats ? 1 : 0);
  if (!stats) co_return;
  const WallTime now = dependencies_.clock.now();
  series_->unfinished.set(static_cast<double>(stats->messages_unfinished));
  series_->quarantined.set(static_cast<double>(stats->messages_quarantined));
  series_->pending.set(static_cast<double>(stats->deliveries_pending));
  series_->in_doubt.set(static_cast<double>(stats->deliveries_in_doubt));
  series_->dead.set(static_cast<double>(stats->deliveries_dead));
  series_->oldest_message.set(seconds_since(stats->oldest_message, now));
  series_->oldest_delivery.set(seconds_since(stats->oldest_delivery, now));
}

void DaemonMetrics::look() {
  process_.refresh();
  series_->running.set(static_cast<double>(dependencies_.lanes.running()));
  series_->waiting.set(static_cast<double>(waiting()));
  series_->sending.set(static_cast<double>(sending()));
  series_->backlog_limit.set(static_cast<double>(dependencies_.backlog.bound()));
  series_->backlog.set(static_cast<double>(dependencies_.backlog.size()));
  series_->ready.set(dependencies_.health.was_ready() ? 1 : 0);
  series_->libraries.set(static_cast<double>(plugins::PluginLoader::libraries()));
  if (const auto free = dependencies_.health.free_bytes()) {
    series_->disk_free.set(static_cast<double>(*free));
  }
  const std::lock_guard lock(mutex_);
  grow(series_->dropped, counted_dropped_, dependencies_.log_sink.dropped());
  grow(series_->suppressed, counted_suppressed_, dependencies_.log_sink.suppressed());
  look_at_breakers();
  look_at_instances();
}

void DaemonMetrics::look_at_loop(std::size_t loop) {
  waiting_[loop] = dependencies_.lanes.waiting_here(loop);
  if (loop == 0) dependencies_.log_sink.write_repeats();
}

void DaemonMetrics::look_at_instances() {
  const auto generation = dependencies_.current_generation.get();
  if (!generation) return;
  for (const auto& [path, gauge] : instances_) gauge->set(0);
  const auto troubles = generation->troubles();
  for (const auto& line : generation->lines()) {
    const std::string title = line.title();
    if (!instances_.contains(title) && instances_.size() >= kMaxInstances) continue;
    Gauge*& gauge = instances_[title];
    if (gauge == nullptr) {
      gauge = &dependencies_.metrics.gauge("yak_instance_degraded",
                                           "1 while background work of an instance keeps failing",
                                           {{"kind", line.kind}, {"instance", line.name}});
      LoopWatch::blocked_seconds(dependencies_.metrics, line.plugin);
    }
    gauge->set(troubles.contains(title) ? 1 : 0);
  }
}

void DaemonMetrics::look_at_breakers() {
  const auto generation = dependencies_.current_generation.get();
  if (!generation) return;
  const std::vector<std::string> open = generation->models().open_breakers();
  for (const std::string& model : open) {
    if (breakers_.contains(model) || breakers_.size() >= kMaxBreakers) continue;
    breakers_[model] = &dependencies_.metrics.gauge(
        "yak_model_breaker_open", "1 while a model is not called because it kept failing",
        {{"model", model}});
  }
  for (const auto& [model, gauge] : breakers_) {
    gauge->set(std::ranges::find(open, model) != open.end() ? 1 : 0);
  }
}

}  // namespace yak::monitor
