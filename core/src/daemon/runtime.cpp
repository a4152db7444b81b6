// SPDX-License-Identifier: Apache-2.0
#include "daemon/runtime.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_future.hpp>
#include <future>

#include "base/marking_executor.hpp"
#include "base/user_key.hpp"
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

}  // namespace

template <class T>
T Runtime::Parts::on_loop(task<T> work) {
  return boost::asio::co_spawn(loops.loop(free_loop()), std::move(work), boost::asio::use_future)
      .get();
}

std::size_t Runtime::Parts::free_loop() {
  const auto blocks = base::present_blocks();
  for (std::size_t i = 0; i < loops.size(); ++i) {
    const std::string name = net::EventLoops::thread_name(i);
    if (std::ranges::find(blocks, name, &base::LoopBlock::thread) == blocks.end()) return i;
  }
  return 0;
}

std::chrono::milliseconds Runtime::Parts::drain_timeout() const {
  return holder.get()->plan().config.core().server.drain_timeout;
}

result<void> Runtime::Parts::build_first(config::Problems& problems,
                                         std::function<result<void>()> before_channels) {
  const auto limit = first->config.core().plugins.start_timeout;
  auto read = [plan = first](config::Problems& /*problems*/) { return plan; };
  generation::BuildOutcome built = generation::timed_build(*build_loop, *keeper,
                                                           {std::move(read),
                                                            nullptr,
                                                            core_services(),
                                                            start_settings,
                                                            nullptr,
                                                            limit,
                                                            {},
                                                            std::move(before_channels)});
  first.reset();
  if (!built.generation) {
    problems = std::move(built.problems);
    return built.failure.value_or(error(ErrorKind::invalid, "the configuration cannot be built"));
  }
  holder.set(keeper->share(std::move(built.generation)));
  return {};
}

result<void> Runtime::Parts::blame() {
  Recovery recovery{
      store->journal(), store->maintenance(), *daemon_keys, *outbox, *lanes, *backlog, clock, log};
  if (const auto blamed = on_loop(recovery.blame(left)); !blamed) return blamed;
  running_turns.settle();
  return {};
}

result<void> Runtime::Parts::recover_messages() {
  Recovery recovery{
      store->journal(), store->maintenance(), *daemon_keys, *outbox, *lanes, *backlog, clock, log};
  auto away = on_loop(recovery.settle_clock());
  if (!away) return away.error();
  away_since = *away;
  const auto resumed = on_loop(recovery.resume_messages());
  if (!resumed) return resumed.error();
  resumed_messages = *resumed;
  gate.end_recovery();
  return {};
}

result<void> Runtime::Parts::recover_deliveries() {
  Recovery recovery{
      store->journal(), store->maintenance(), *daemon_keys, *outbox, *lanes, *backlog, clock, log};
  const auto resumed = on_loop(recovery.resume_deliveries());
  if (!resumed) return resumed.error();
  if (resumed_messages + *resumed > 0) {
    log.info("resumed unfinished work", {{"messages", resumed_messages}, {"deliveries", *resumed}});
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
  if (const auto loaded = parts.on_loop(parts.choices->load()); !loaded) return loaded;
  if (const auto loaded = parts.on_loop(parts.admission->load()); !loaded) return loaded;
  // Before any instance starts: if one crashes the process, the blame marks of the last run must
  // already be stored.
  if (const auto blamed = parts.blame(); !blamed) return blamed;
  const auto user_keys = parts.store->kv(base::kUserKeySpace);
  if (const auto named = parts.on_loop(parts.runner->start(*user_keys)); !named) return named;
  auto before_channels = [&parts, &inherited, plan = parts.first]() -> result<void> {
    auto listening = parts.servers->listen(plan->config, std::move(inherited));
    if (!listening) return listening;
    return parts.recover_messages();
  };
  if (const auto built = parts.build_first(problems, std::move(before_channels)); !built) {
    return built;
  }
  if (const auto resumed = parts.recover_deliveries(); !resumed) return resumed;
  parts.lanes->start();
  parts.servers->start();
  parts.health->set_started();
  parts.gauges->start();
  parts.loop_watch->start();
  // Before this point its first look would see a daemon that is not ready.
  const auto watching = base::marking_executor(parts.loops.loop(0), nullptr, "watch");
  boost::asio::co_spawn(watching, parts.watch->run(parts.away_since), boost::asio::detached);
  boost::asio::co_spawn(parts.loops.loop(0), parts.exporter->run(), boost::asio::detached);
  parts.reloader->start();
  parts.started = true;
  return {};
}

void Runtime::Parts::stop(bool hands_over) {
  if (std::exchange(stopped, true)) return;
  std::optional<StopLimit> limit;
  if (started) {
    const auto drain = drain_timeout();
    limit.emplace(drain + kBlockedLimit, drain + kAfterDrain);
  }
  reloader->stop();
  if (started) {
    watch->stop();
    gauges->stop();
    health->set_draining();
    if (hands_over) handed_over.sockets = servers->duplicate_listeners();
    on_loop(finish_work(drain_timeout(), hands_over));
    if (hands_over) handed_over.connections = servers->take_kept();
    on_loop(servers->drain_admin());
    on_loop(exporter->finish(kTraceLimit));
  }
  holder.set(nullptr);
  if (!keeper->end_all(kStopLimit)) log.error("instances do not stop; they are abandoned");
  if (http) http->close();
  if (store) store->close();
  loops.stop();
  if (runner) runner->join();
  loop_watch.reset();
}

void Runtime::stop() { parts_->stop(false); }

net::HandedOver Runtime::hand_over() {
  parts_->stop(true);
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
  return parts_->reloader->has_lost_thread() || parts_->keeper->live() > 0;
}

std::uint64_t Runtime::generation() const { return parts_->holder.get()->number(); }

std::uint16_t Runtime::port() const { return parts_->servers->port(); }

std::uint16_t Runtime::admin_port() const { return parts_->servers->admin_port(); }

std::string Runtime::admin_socket() const {
  return generation::admin_socket_path(parts_->holder.get()->plan().config);
}

net::EventLoops& Runtime::loops() { return parts_->loops; }

std::chrono::milliseconds Runtime::longest_stop() const {
  return parts_->drain_timeout() + kAfterDrain;
}

Logger& Runtime::log() { return parts_->log; }

}  // namespace yak::daemon
