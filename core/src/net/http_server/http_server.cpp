// SPDX-License-Identifier: Apache-2.0
#include "net/http_server/http_server.hpp"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <chrono>
#include <memory>
#include <semaphore>
#include <utility>
#include <vector>

#include "net/http_server/acceptor.hpp"
#include "net/http_server/connection/connection.hpp"
#include "net/http_server/peer_address.hpp"
#include "net/http_server/server_loop.hpp"
#include "net/http_server/server_tls.hpp"

namespace yak::net {
namespace {

/// How long `drain` waits for cancelled handlers to end.
constexpr std::chrono::milliseconds kLastMoment{1'000};
constexpr std::chrono::milliseconds kMaxStopWait{1'000};

bool is_unix_path(const std::string& listen) { return listen.find('/') != std::string::npos; }

}  // namespace

struct HttpServer::State : std::enable_shared_from_this<HttpServer::State> {
  State(EventLoops& event_loops, const RouteSource& routes, ServerOptions chosen, Logger& log,
        Metrics& metrics)
      : event_loops(event_loops),
        options(std::move(chosen)),
        shared(std::make_shared<ServerShared>(routes, log, metrics, event_loops.size())) {
    for (std::size_t i = 0; i < event_loops.size(); ++i) {
      loops.push_back(
          std::make_shared<ServerLoop>(shared, event_loops.loop(i), event_loops.deadlines(i)));
    }
  }

  /// Runs on loop `index`: stops accepting there and drains the loop's connections.
  void drain_loop(std::size_t index) {
    for (const auto& [loop, acceptor] : acceptors) {
      if (loop == index) acceptor->stop();
    }
    loops[index]->drain();
    shared->counts->stop_accepting();
  }

  void take(std::size_t index, Descriptor socket, std::string remote, bool was_served = false);
  void admit(std::size_t index, NewConnection connection);

  EventLoops& event_loops;
  const ServerOptions options;
  std::shared_ptr<ServerShared> shared;
  std::vector<std::shared_ptr<ServerLoop>> loops;
  Listeners listeners;
  struct OnLoop {
    std::size_t loop;
    std::shared_ptr<Acceptor> acceptor;
  };
  std::vector<OnLoop> acceptors;
  FileIdentity socket_file;
  std::optional<std::chrono::sys_seconds> certificate_end;
  bool accepts_on_every_loop = false;  ///< set by `start`
  std::size_t next_loop = 0;           ///< used only on loop 0
};

/// Runs on loop `index`: counts a connection accepted there and serves it on that loop. If there is
/// not one listener per loop (a Unix socket, inherited sockets), distributes connections
/// round-robin.
void HttpServer::State::take(std::size_t index, Descriptor socket, std::string remote,
                             bool was_served) {
  ServerLoop& here = *loops[index];
  const ServerSettings& settings = *here.settings;
  const std::size_t most = settings.options.most_of_one_address();
  ConnectionCounts::CountedConnection place = ConnectionCounts::enter(shared->counts);
  if (!is_local_peer(remote) && !settings.proxies.contains(remote) &&
      !shared->counts->enter_as(place, peer_key(remote), most)) {
    here.turn_away(socket, ServerLoop::RequestRefusal::address);
    if (here.may_log()) {
      shared->log.warn(
          "too many connections from one address; add it to server.limits.proxies if it is a "
          "proxy",
          {{"remote", remote}, {"most", most}});
    }
    return;
  }
  NewConnection connection{std::move(socket), std::move(remote), std::move(place), was_served};
  if (accepts_on_every_loop) {
    admit(index, std::move(connection));
    return;
  }
  const std::size_t next = next_loop++ % loops.size();
  boost::asio::post(loops[next]->context,
                    [weak = weak_from_this(), next, held = std::move(connection)]() mutable {
                      if (const auto state = weak.lock()) state->admit(next, std::move(held));
                    });
}

/// Runs on loop `index`: serves the connection. At the limit, first closes an idle connection, on
/// another loop if this one has none; refuses the connection if no loop has one.
void HttpServer::State::admit(std::size_t index, NewConnection connection) {
  const auto& here = loops[index];
  if (!here->is_over() || here->close_longest_idle()) {
    serve_connection(here, std::move(connection));
    return;
  }
  const auto has_idle = [](const auto& loop) { return loop->idle() > 0; };
  const auto found = std::ranges::find_if(loops, has_idle);
  if (found == loops.end()) {
    here->turn_away(connection.socket, ServerLoop::RequestRefusal::full);
    return;
  }
  boost::asio::post((*found)->context, [loop = *found, held = std::move(connection)]() mutable {
    if (!loop->is_over() || loop->close_longest_idle()) {
      serve_connection(loop, std::move(held));
    } else {
      loop->turn_away(held.socket, ServerLoop::RequestRefusal::full);
    }
  });
}

HttpServer::HttpServer(EventLoops& loops, const RouteSource& routes, ServerOptions options,
                       Logger& log, Metrics& metrics)
    : state_(std::make_shared<State>(loops, routes, std::move(options), log, metrics)) {}

HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::port() const noexcept { return state_->listeners.port; }

std::size_t HttpServer::connections() const noexcept {
  return state_->shared->counts->connections();
}

std::size_t HttpServer::idle_connections() const noexcept {
  std::size_t sum = 0;
  for (const auto& loop : state_->loops) sum += loop->idle();
  return sum;
}

std::size_t HttpServer::body_memory() const noexcept {
  return state_->shared->counts->body_memory();
}

std::optional<std::chrono::sys_seconds> HttpServer::certificate_end() const noexcept {
  return state_->certificate_end;
}

result<std::shared_ptr<const ServerSettings>> HttpServer::prepare(ServerOptions options) {
  if (options.certificate_file.empty() != options.private_key_file.empty()) {
    return error(ErrorKind::invalid, "TLS needs both a certificate and a private key");
  }
  auto settings = std::make_shared<ServerSettings>();
  if (!options.certificate_file.empty()) {
    auto tls = make_server_tls(options.certificate_file, options.private_key_file);
    if (!tls) return tls.error();
    settings->tls = std::move(*tls);
    settings->certificate_end = net::certificate_end(*settings->tls);
  }
  auto proxies = PeerNetworks::parse(options.proxies);
  if (!proxies) return proxies.error();
  settings->proxies = *std::move(proxies);
  settings->options = std::move(options);
  return settings;
}

result<void> HttpServer::listen(std::optional<Listeners> given) {
  const ServerOptions& options = state_->options;
  const auto settings = prepare(options);
  if (!settings) return settings.error();
  for (const auto& loop : state_->loops) loop->settings = *settings;
  state_->certificate_end = (*settings)->certificate_end;
  if (given) {
    state_->listeners = *std::move(given);
    return {};
  }
  const bool local = is_unix_path(options.listen);
  result<Listeners> listeners = local ? listen_unix(options.listen, options.socket_group)
                                      : listen_tcp(options.listen, state_->loops.size());
  if (!listeners) return listeners.error();
  state_->listeners = std::move(*listeners);
  if (local) state_->socket_file = file_identity(options.listen);
  return {};
}

void HttpServer::apply(const std::shared_ptr<const ServerSettings>& settings) {
  state_->certificate_end = settings->certificate_end;
  for (const auto& loop : state_->loops) {
    boost::asio::post(loop->context, [loop, settings] { loop->settings = settings; });
  }
}

void HttpServer::stop_accepting() {
  const auto stopped = std::make_shared<std::counting_semaphore<>>(0);
  for (const auto& one : state_->acceptors) {
    boost::asio::post(state_->loops[one.loop]->context, [acceptor = one.acceptor, stopped] {
      acceptor->stop();
      stopped->release();
    });
  }
  // A blocked loop closes its listener when it runs again.
  const auto stall_timeout = std::chrono::steady_clock::now() + kMaxStopWait;
  for (std::size_t i = 0; i < state_->acceptors.size(); ++i) {
    if (!stopped->try_acquire_until(stall_timeout)) return;
  }
}

bool HttpServer::inherited() const noexcept { return state_->listeners.inherited; }

std::vector<Descriptor> HttpServer::duplicate_listeners() const {
  std::vector<Descriptor> all;
  for (const auto& [loop, acceptor] : state_->acceptors) all.push_back(acceptor->duplicate());
  return all;
}

void HttpServer::leave_listeners() {
  state_->socket_file = {};
  for (const auto& one : state_->acceptors) {
    boost::asio::post(state_->loops[one.loop]->context,
                      [acceptor = one.acceptor] { acceptor->leave(); });
  }
}

void HttpServer::start() {
  State& state = *state_;
  const bool one_a_loop = state.listeners.sockets.size() == state.loops.size();
  state.accepts_on_every_loop = one_a_loop;
  for (std::size_t i = 0; i < state.listeners.sockets.size(); ++i) {
    const std::size_t home = one_a_loop ? i : 0;
    auto take = [weak = std::weak_ptr(state_), home](Descriptor socket, std::string remote) {
      if (const auto alive = weak.lock()) {
        alive->take(home, std::move(socket), std::move(remote));
      }
    };
    const auto acceptor = std::make_shared<Acceptor>(
        state.loops[home]->context.get_executor(), std::move(state.listeners.sockets[i]),
        state.shared->log, state.shared->metrics.out_of_descriptors, take);
    state.acceptors.push_back({home, acceptor});
    boost::asio::post(state.loops[home]->context, [acceptor] { acceptor->start(); });
  }
}

void HttpServer::adopt(std::vector<Descriptor> connections) {
  State& state = *state_;
  for (std::size_t i = 0; i < connections.size(); ++i) {
    const std::size_t home = state.accepts_on_every_loop ? i % state.loops.size() : 0;
    boost::asio::post(state.loops[home]->context, [weak = std::weak_ptr(state_), home,
                                                   held = std::move(connections[i])]() mutable {
      const auto alive = weak.lock();
      if (!alive || alive->loops[home]->settings->tls) return;
      std::string remote = peer_of(held.get());
      alive->take(home, std::move(held), std::move(remote), true);
    });
  }
}

void HttpServer::keep_idle() {
  for (const auto& loop : state_->loops) {
    boost::asio::post(loop->context, [loop] { loop->hands_over = true; });
  }
}

std::vector<Descriptor> HttpServer::take_kept() { return state_->shared->take_kept(); }

task<void> HttpServer::drain(std::chrono::milliseconds limit) {
  const auto state = state_;
  for (std::size_t i = 0; i < state->loops.size(); ++i) {
    boost::asio::post(state->loops[i]->context, [state, i] { state->drain_loop(i); });
  }
  bool empty = co_await state->shared->counts->empty().wait_for(limit);
  if (!empty) {
    for (const auto& loop : state->loops) {
      boost::asio::post(loop->context, [loop] { loop->abort(); });
    }
    empty = co_await state->shared->counts->empty().wait_for(kLastMoment);
  }
  if (!empty) {
    state->shared->log.warn("connections remain open because their handlers did not end",
                            {{"connections", state->shared->counts->connections()}});
  }
  const std::string& path = state->options.listen;
  const FileIdentity made = state->socket_file;
  if (made != FileIdentity() && file_identity(path) == made) unlink(path.c_str());
}

}  // namespace yak::net
