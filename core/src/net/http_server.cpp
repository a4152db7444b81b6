#include "net/http_server.hpp"

#include <unistd.h>

#include <boost/asio/post.hpp>
#include <chrono>
#include <memory>
#include <semaphore>
#include <utility>
#include <vector>

#include "net/connection.hpp"
#include "net/http_server_acceptor.hpp"
#include "net/http_server_loop.hpp"
#include "net/server_tls.hpp"

namespace yak::net {
namespace {

/// After handlers were cancelled: for those that heed it to end.
constexpr std::chrono::milliseconds kLastMoment{1'000};
constexpr std::chrono::milliseconds kMostStopWait{1'000};

bool is_unix_path(const std::string& listen) { return listen.find('/') != std::string::npos; }

}  // namespace

struct HttpServer::State {
  State(EventLoops& event_loops, const RouteSource& routes, ServerOptions chosen, Logger& log,
        Metrics& metrics)
      : event_loops(event_loops),
        options(std::move(chosen)),
        shared(std::make_shared<ServerShared>(routes, log, metrics)) {
    for (std::size_t i = 0; i < event_loops.size(); ++i) {
      loops.push_back(
          std::make_shared<ServerLoop>(shared, event_loops.loop(i), event_loops.deadlines(i)));
    }
    shared->accepting = loops.size();
  }

  /// On loop `index`: stops accepting there and lets what is open come to its end.
  void drain_loop(std::size_t index) {
    for (const auto& [loop, acceptor] : acceptors) {
      if (loop == index) acceptor->stop();
    }
    loops[index]->drain();
    if (shared->accepting.fetch_sub(1) == 1 && shared->connections == 0) shared->empty.set();
  }

  /// Where there is not one listener a loop (a Unix socket, inherited ones): hands connections to
  /// the loops in turn.
  void deal(Descriptor socket, std::string remote) {
    if (!loops.front()->admit(socket)) return;
    const auto loop = loops[next_loop++ % loops.size()];
    boost::asio::post(loop->context,
                      [loop, held = std::move(socket), remote = std::move(remote)]() mutable {
                        serve_connection(loop, std::move(held), std::move(remote));
                      });
  }

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
  std::size_t next_loop = 0;  ///< used on loop 0
};

HttpServer::HttpServer(EventLoops& loops, const RouteSource& routes, ServerOptions options,
                       Logger& log, Metrics& metrics)
    : state_(std::make_shared<State>(loops, routes, std::move(options), log, metrics)) {}

HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::port() const noexcept { return state_->listeners.port; }

std::size_t HttpServer::connections() const noexcept { return state_->shared->connections; }

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
  result<Listeners> listeners =
      local ? listen_unix(options.listen) : listen_tcp(options.listen, state_->loops.size());
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
  // A loop that is stuck closes its own once it comes round.
  const auto patience = std::chrono::steady_clock::now() + kMostStopWait;
  for (std::size_t i = 0; i < state_->acceptors.size(); ++i) {
    if (!stopped->try_acquire_until(patience)) return;
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
  for (std::size_t i = 0; i < state.listeners.sockets.size(); ++i) {
    Acceptor::Take take;
    const std::size_t home = one_a_loop ? i : 0;
    if (!one_a_loop) {
      take = [weak = std::weak_ptr(state_)](Descriptor socket, std::string remote) {
        if (const auto alive = weak.lock()) alive->deal(std::move(socket), std::move(remote));
      };
    } else {
      take = [loop = state.loops[home]](Descriptor socket, std::string remote) {
        if (loop->admit(socket)) serve_connection(loop, std::move(socket), std::move(remote));
      };
    }
    const auto acceptor = std::make_shared<Acceptor>(
        state.loops[home]->context.get_executor(), std::move(state.listeners.sockets[i]),
        state.shared->log, state.shared->metrics.out_of_descriptors, std::move(take));
    state.acceptors.push_back({home, acceptor});
    boost::asio::post(state.loops[home]->context, [acceptor] { acceptor->start(); });
  }
}

task<void> HttpServer::drain(std::chrono::milliseconds limit) {
  const auto state = state_;
  for (std::size_t i = 0; i < state->loops.size(); ++i) {
    boost::asio::post(state->loops[i]->context, [state, i] { state->drain_loop(i); });
  }
  bool empty = co_await state->shared->empty.wait_for(limit);
  if (!empty) {
    for (const auto& loop : state->loops) {
      boost::asio::post(loop->context, [loop] { loop->abort(); });
    }
    empty = co_await state->shared->empty.wait_for(kLastMoment);
  }
  if (!empty) {
    state->shared->log.warn("connections are left whose handlers do not end",
                            {{"connections", state->shared->connections.load()}});
  }
  const std::string& path = state->options.listen;
  const FileIdentity made = state->socket_file;
  if (made != FileIdentity() && file_identity(path) == made) unlink(path.c_str());
}

}  // namespace yak::net
