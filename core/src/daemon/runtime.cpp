// SPDX-License-Identifier: Apache-2.0
#include "daemon/runtime.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <future>

#include "base/async/marking_executor.hpp"
#include "base/async/spawn.hpp"
#include "base/user_key.hpp"
#include "daemon/drain.hpp"
#include "daemon/runtime_parts.hpp"
#include "daemon/stop_limit.hpp"
#include "generation/server_options.hpp"

namespace yak::daemon {
namespace {

/// For instances to stop, once no work is running.
constexpr std::chrono::seconds kStopLimit{10};
/// To send the last traces.
constexpr std::chrono::seconds kTraceLimit{2};
/// After the drain: for cancelled turns, instances, connections and the store.
constexpr std::chrono::seconds kAfterDrain{18};
/// After the drain timeout, for a blocked loop to continue.
constexpr std::chrono::seconds kBlockedLimit{3};

/// The index of a loop that is not blocked by a plugin; 0 if all are blocked.
std::size_t free_loop(const net::EventLoops& loops) {
  const auto blocks = base::present_blocks();
  for (std::size_t i = 0; i < loops.size(); ++i) {
    const std::string name = net::EventLoops::thread_name(i);
    if (std::ranges::find(blocks, name, &base::LoopBlock::thread) == blocks.end()) return i;
  }
  return 0;
}

}  // namespace

template <class T>
T Runtime::on_loop(task<T> work) {
  net::EventLoops& loops = parts_->loops;
  return boost::asio::co_spawn(loops.loop(free_loop(loops)), std::move(work),
                               boost::asio::use_future)
      .get();
}

std::chrono::milliseconds Runtime::drain_timeout() const {
  return parts_->current_generation.get()->plan().config.core().server.drain_timeout;
}

result<void> Runtime::build_first(config::Problems& problems,
                                  std::function<result<void>()> before_channels) {
  Parts& parts = *parts_;
  const auto limit = parts.first->config.core().plugins.start_timeout;
  auto read = [plan = parts.first](config::Problems& /*problems*/) { return plan; };
  generation::BuildOutcome built = generation::timed_build(*parts.build_loop, *parts.retirer,
                                                           {std::move(read),
                                                            nullptr,
                                                            parts.core_services(),
                                                            parts.start_settings,
                                                            nullptr,
                                                            limit,
                                                            {},
                                                            std::move(before_channels)});
  parts.first.reset();
  if (!built.generation) {
    problems = std::move(built.problems);
    return built.failure.value_or(error(ErrorKind::invalid, "the configuration cannot be built"));
  }
  parts.current_generation.set(parts.retirer->share(std::move(built.generation)));
  return {};
}

result<void> Runtime::add_suspicion() {
  Recovery recovery = parts_->recovery();
  if (const auto added = on_loop(recovery.add_suspicion(parts_->left)); !added) return added;
  parts_->running_turns.settle();
  return {};
}

result<void> Runtime::recover_messages() {
  Recovery recovery = parts_->recovery();
  auto away = on_loop(recovery.settle_clock());
  if (!away) return away.error();
  parts_->away_since = *away;
  const auto resumed = on_loop(recovery.resume_messages());
  if (!resumed) return resumed.error();
  parts_->resumed_messages = *resumed;
  parts_->gate.end_recovery();
  return {};
}

result<void> Runtime::recover_deliveries() {
  Recovery recovery = parts_->recovery();
  const auto resumed = on_loop(recovery.resume_deliveries());
  if (!resumed) return resumed.error();
  if (parts_->resumed_messages + *resumed > 0) {
    parts_->log.info("resumed unfinished work",
                     {{"messages", parts_->resumed_messages}, {"deliveries", *resumed}});
  }
  return {};
}

Runtime::Runtime(generation::Plan plan, ReadPlan read)
    : parts_(std::make_unique<Parts>(std::move(plan), std::move(read))) {}

Runtime::~Runtime() { stop(); }

result<void> Runtime::start(config::Problems& problems, net::InheritedListeners inherited) {
  Parts& parts = *parts_;
  if (const auto opened = parts.open_store(*parts.first); !opened) return opened;
  parts.open_running_turns(*parts.first);
  parts.build_services(*parts.first);
  if (const auto usable = parts.http->check(); !usable) return usable;
  parts.loops.start();
  if (const auto loaded = on_loop(parts.choices->load()); !loaded) return loaded;
  if (const auto loaded = on_loop(parts.admission->load()); !loaded) return loaded;
  // Before any instance starts: if one crashes the process, the suspicions from the last run must
  // already be stored.
  if (const auto added = add_suspicion(); !added) return added;
  const auto user_keys = parts.store->kv(base::kUserKeySpace);
  if (const auto named = on_loop(parts.runner->start(*user_keys)); !named) return named;
  auto before_channels = [this, &inherited, plan = parts.first]() -> result<void> {
    auto listening = parts_->servers->listen(plan->config, std::move(inherited));
    return listening ? recover_messages() : listening;
  };
  if (const auto built = build_first(problems, std::move(before_channels)); !built) return built;
  if (const auto resumed = recover_deliveries(); !resumed) return resumed;
  start_services();
  return {};
}

void Runtime::start_services() {
  Parts& parts = *parts_;
  parts.lanes->start();
  parts.servers->start();
  parts.health->set_started();
  parts.gauges->start();
  parts.loop_watch->start();
  // Before this point its first look would see a daemon that is not ready.
  const auto watching = base::marking_executor(parts.loops.loop(0), nullptr, "watch");
  base::spawn(watching, parts.watch->run(parts.away_since), parts.log, "watch");
  base::spawn(parts.loops.loop(0).get_executor(), parts.exporter->run(), parts.log, "exporter");
  parts.reloader->start();
  parts.started = true;
}

void Runtime::stop(bool hands_over) {
  Parts& parts = *parts_;
  if (std::exchange(parts.stopped, true)) return;
  std::optional<StopLimit> limit;
  if (parts.started) {
    const auto drain = drain_timeout();
    limit.emplace(drain + kBlockedLimit, drain + kAfterDrain);
  }
  parts.reloader->stop();
  if (parts.started) {
    parts.watch->stop();
    parts.gauges->stop();
    parts.health->set_draining();
    if (hands_over) parts.handed_over.sockets = parts.servers->duplicate_listeners();
    Drain drain({*parts.lanes, *parts.outbox, *parts.inline_replies, *parts.runner, *parts.servers,
                 parts.clock, parts.log});
    on_loop(drain.run(drain_timeout(), hands_over));
    if (hands_over) parts.handed_over.connections = parts.servers->take_kept();
    on_loop(parts.servers->drain_admin());
    on_loop(parts.exporter->finish(kTraceLimit));
  }
  parts.current_generation.set(nullptr);
  if (!parts.retirer->end_all(kStopLimit)) {
    parts.log.error("instances do not stop; they are abandoned");
  }
  if (parts.http) parts.http->close();
  if (parts.store) parts.store->close();
  parts.loops.stop();
  if (parts.runner) parts.runner->join();
  parts.loop_watch.reset();
}

void Runtime::stop() { stop(false); }

net::HandedOver Runtime::hand_over() {
  stop(true);
  // The program that replaces this one does not have the lines that wait.
  parts_->log_sink.flush();
  return std::move(parts_->handed_over);
}

void Runtime::set_upgrade(admin::UpgradeHooks steps) {
  parts_->upgrade_api.set_steps(std::move(steps));
}

void Runtime::request_reload() { parts_->reloader->request(); }

void Runtime::observe_reloads(std::function<void(bool begins)> observer) {
  parts_->reloader->set_observer(std::move(observer));
}

bool Runtime::has_lost_thread() const {
  return parts_->reloader->has_lost_thread() || parts_->retirer->live() > 0;
}

std::uint64_t Runtime::generation() const { return parts_->current_generation.get()->number(); }

std::uint16_t Runtime::port() const { return parts_->servers->port(); }

std::uint16_t Runtime::admin_port() const { return parts_->servers->admin_port(); }

std::string Runtime::admin_socket() const {
  return generation::admin_socket_path(parts_->current_generation.get()->plan().config);
}

net::EventLoops& Runtime::loops() { return parts_->loops; }

std::chrono::milliseconds Runtime::longest_stop() const { return drain_timeout() + kAfterDrain; }

Logger& Runtime::log() { return parts_->log; }

}  // namespace yak::daemon
