#include "runtime/runtime.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_future.hpp>
#include <future>

#include "runtime/runtime_parts.hpp"
#include "runtime/server_options.hpp"

namespace yak::runtime {

template <class T>
T Runtime::Parts::on_loop(task<T> work) {
  return boost::asio::co_spawn(loops.loop(0), std::move(work), boost::asio::use_future).get();
}

result<void> Runtime::Parts::build_generation(config::Problems& problems) {
  const CoreServices core{loops,
                          routes,
                          admin_routes,
                          *http,
                          *inbox,
                          *store,
                          log_sink,
                          metrics,
                          clock,
                          random,
                          *lanes,
                          *daemon,
                          public_url(plan.config)};
  auto generation = Generation::build(plan, core, problems);
  if (!generation) return error(ErrorKind::invalid, "the configuration cannot be built");
  holder.set(generation);
  return on_loop(generation->start());
}

result<std::optional<WallTime>> Runtime::Parts::recover() {
  Recovery recovery{*store, *outbox, *lanes, *backlog, clock, log};
  if (const auto blamed = on_loop(recovery.blame(left)); !blamed) return blamed.error();
  auto away_since = on_loop(recovery.settle_clock());
  if (!away_since) return away_since.error();
  if (const auto resumed = on_loop(recovery.resume()); !resumed) return resumed.error();
  return away_since;
}

Runtime::Runtime(Plan plan) : parts_(std::make_unique<Parts>(std::move(plan))) {}

Runtime::~Runtime() { stop(); }

result<void> Runtime::start(config::Problems& problems) {
  Parts& parts = *parts_;
  if (const auto opened = parts.open_store(); !opened) return opened;
  parts.open_running_turns();
  parts.build_services();
  if (const auto usable = parts.http->check(); !usable) return usable;
  parts.loops.start();
  if (const auto built = parts.build_generation(problems); !built) return built;
  if (const auto listening = parts.listen(); !listening) return listening;
  const auto away_since = parts.recover();
  if (!away_since) return away_since.error();
  parts.lanes->start();
  parts.server->start();
  parts.admin_socket->start();
  if (parts.admin_server) parts.admin_server->start();
  parts.health->set_started();
  // Before that its first look would find a daemon that is not ready.
  boost::asio::co_spawn(parts.loops.loop(0), parts.watch->run(*away_since), boost::asio::detached);
  parts.started = true;
  return {};
}

void Runtime::stop() {
  Parts& parts = *parts_;
  if (std::exchange(parts.stopped, true)) return;
  if (parts.started) {
    parts.watch->stop();
    parts.health->set_draining();
    const auto limit = parts.plan.config.core().object("server").duration("drain_timeout");
    parts.on_loop(parts.finish_work(limit));
    constexpr std::chrono::milliseconds kAdminDrain{500};
    if (parts.admin_server) parts.on_loop(parts.admin_server->drain(kAdminDrain));
    parts.on_loop(parts.admin_socket->drain(kAdminDrain));
  }
  if (const auto generation = parts.holder.get()) parts.on_loop(generation->stop());
  if (parts.http) parts.http->close();
  if (parts.store) parts.store->close();
  parts.loops.stop();
}

std::uint16_t Runtime::port() const { return parts_->server->port(); }

std::uint16_t Runtime::admin_port() const {
  return parts_->admin_server ? parts_->admin_server->port() : std::uint16_t{0};
}

std::string Runtime::admin_socket() const { return admin_socket_path(parts_->plan.config); }

Logger& Runtime::log() { return parts_->log; }

}  // namespace yak::runtime
