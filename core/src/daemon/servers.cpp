// SPDX-License-Identifier: Apache-2.0
#include "daemon/servers.hpp"

#include <algorithm>
#include <chrono>

#include "generation/server_options.hpp"
#include "net/descriptor_limit.hpp"

namespace yak::daemon {
namespace {

constexpr std::chrono::milliseconds kAdminDrain{500};
/// For the admin socket and for admin.listen: the command line, a few pages, a metrics collector.
constexpr std::size_t kAdminConnections = 128;

/// Names of sockets in $LISTEN_FDNAMES.
constexpr const char* kOpenName = "http";
constexpr const char* kAdminName = "admin";
constexpr const char* kMetricsName = "metrics";

net::ServerOptions admin_options(std::string address) {
  net::ServerOptions options(std::move(address));
  options.max_connections = kAdminConnections;
  return options;
}

std::string guarded_address(const config::Config& config) {
  return config.core().admin.listen.value_or("");
}

}  // namespace

Servers::Servers(net::EventLoops& loops, const generation::CurrentGeneration& current_generation,
                 Logger& log, Metrics& metrics)
    : loops_(loops),
      log_(log),
      metrics_(metrics),
      certificate_end_(metrics.gauge("yak_tls_certificate_expires_timestamp_seconds",
                                     "When the certificate of a listener expires, in seconds since "
                                     "1970; 0: it has none",
                                     {{"listener", kOpenName}})),
      open_routes_(current_generation, &generation::GenerationRoutes::open),
      admin_routes_(current_generation, &generation::GenerationRoutes::admin),
      guarded_routes_(current_generation, &generation::GenerationRoutes::guarded) {}

std::unique_ptr<net::HttpServer> Servers::make(const net::RouteSource& routes,
                                               net::ServerOptions options) {
  return std::make_unique<net::HttpServer>(loops_, routes, std::move(options), log_, metrics_);
}

net::ServerOptions Servers::open_options(const config::Config& config) {
  net::ServerOptions options = generation::public_options(config);
  const std::size_t limit = net::descriptor_limit();
  const std::size_t fits = net::connections_within(limit, options.max_connections);
  if (fits < options.max_connections) {
    log_.warn(
        "server.limits.max_connections is lowered: the process may not open that many files; "
        "raise LimitNOFILE= of the unit, or ulimit -Hn",
        {{"configured", options.max_connections}, {"served", fits}, {"files", limit}});
  }
  options.max_connections = fits;
  return options;
}

result<void> Servers::listen(const config::Config& config, net::InheritedListeners inherited) {
  net::ServerOptions options = open_options(config);
  open_address_ = options.listen;
  open_ = make(open_routes_, std::move(options));
  // Take it first, so that a socket named for this listener is not matched to another by its
  // address.
  auto metrics = inherited.take(kMetricsName, guarded_address(config));
  if (const auto listening = open_->listen(inherited.take(kOpenName, open_address_)); !listening) {
    return listening;
  }
  const std::string path = generation::admin_socket_path(config);
  auto local = generation::admin_socket_options(config);
  if (!local) return local.error();
  local->max_connections = kAdminConnections;
  socket_ = make(admin_routes_, *std::move(local));
  if (const auto listening = socket_->listen(inherited.take(kAdminName, path)); !listening) {
    return listening;
  }
  left_connections_ = inherited.take_connections();
  for (const std::string& left : inherited.rest()) {
    log_.warn("an inherited socket is not in the configuration; it is closed", {{"socket", left}});
  }
  guarded_address_ = guarded_address(config);
  if (guarded_address_.empty()) return {};
  guarded_ = make(guarded_routes_, admin_options(guarded_address_));
  return guarded_->listen(std::move(metrics));
}

std::vector<net::InheritedListeners::Socket> Servers::duplicate_listeners() const {
  std::vector<net::InheritedListeners::Socket> all;
  const auto add = [&all](const net::HttpServer* server, const char* name) {
    if (server == nullptr) return;
    for (net::Descriptor& socket : server->duplicate_listeners()) {
      all.push_back({std::move(socket), name});
    }
  };
  add(open_.get(), kOpenName);
  add(socket_.get(), kAdminName);
  add(guarded_.get(), kMetricsName);
  return all;
}

void Servers::leave_listeners(bool all) {
  open_->leave_listeners();
  if (all || socket_->inherited()) socket_->leave_listeners();
  if (guarded_ && (all || guarded_->inherited())) guarded_->leave_listeners();
}

void Servers::show_certificate() {
  const auto end = open_->certificate_end();
  certificate_end_.set(end ? static_cast<double>(end->time_since_epoch().count()) : 0);
}

void Servers::start() {
  show_certificate();
  for (auto* server : {open_.get(), socket_.get(), guarded_.get()}) {
    if (server != nullptr) server->start();
  }
  open_->adopt(std::exchange(left_connections_, {}));
}

Servers::Change Servers::prepare(const config::Config& after, config::Problems& problems) {
  Change change;
  const auto check = [&](const auto& outcome, const char* key) {
    if (!outcome) problems.add(after.position(key), key, outcome.error().message);
  };
  net::ServerOptions options = open_options(after);
  change.open_address = options.listen;
  if (options.listen == open_address_) {
    auto settings = net::HttpServer::prepare(std::move(options));
    check(settings, "server.tls");
    if (settings) change.open_settings = std::move(*settings);
  } else {
    change.open = make(open_routes_, std::move(options));
    check(change.open->listen(), "server.listen");
  }
  change.guarded_address = guarded_address(after);
  if (change.guarded_address == guarded_address_) return change;
  change.ends_guarded = true;
  if (change.guarded_address.empty()) return change;
  change.guarded = make(guarded_routes_, admin_options(change.guarded_address));
  check(change.guarded->listen(), "admin.listen");
  return change;
}

void Servers::retire(std::unique_ptr<net::HttpServer> server) {
  if (!server) return;
  server->stop_accepting();
  retired_.push_back(std::move(server));
}

void Servers::apply(Change change) {
  std::erase_if(retired_, [](const auto& server) { return server->connections() == 0; });
  if (change.open_settings) open_->apply(change.open_settings);
  if (change.open) {
    change.open->start();
    retire(std::exchange(open_, std::move(change.open)));
    open_address_ = std::move(change.open_address);
  }
  show_certificate();
  if (!change.ends_guarded) return;
  if (change.guarded) change.guarded->start();
  retire(std::exchange(guarded_, std::move(change.guarded)));
  guarded_address_ = std::move(change.guarded_address);
}

task<void> Servers::drain_open(std::chrono::milliseconds limit) {
  co_await open_->drain(limit);
  const auto end = std::chrono::steady_clock::now() + kAdminDrain;
  for (const auto& server : retired_) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    co_await server->drain(std::max(left, std::chrono::milliseconds::zero()));
  }
}

task<void> Servers::drain_admin() {
  if (guarded_) co_await guarded_->drain(kAdminDrain);
  co_await socket_->drain(kAdminDrain);
}

}  // namespace yak::daemon
