#include "net/http_server.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/post.hpp>
#include <utility>
#include <vector>

#include "net/connection.hpp"
#include "net/connection_response.hpp"
#include "net/http_server_acceptor.hpp"
#include "net/http_server_loop.hpp"
#include "net/server_tls.hpp"

namespace yak::net {
namespace {

/// After handlers were cancelled: for those that heed it to end.
constexpr std::chrono::milliseconds kLastMoment{1'000};

bool is_unix_path(const std::string& listen) { return listen.find('/') != std::string::npos; }

/// Says 503 where that costs next to nothing, and closes.
void turn_away(const ServerShared& shared, const Descriptor& socket) {
  shared.metrics.over_connections.add();
  if (shared.tls) return;
  const std::string text = closing_response(503, "too many connections; try again later");
  (void)send(socket.get(), text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  shutdown(socket.get(), SHUT_WR);
  // What has arrived already would turn the close into a reset.
  std::array<char, 4096> unwanted;
  (void)recv(socket.get(), unwanted.data(), unwanted.size(), MSG_DONTWAIT);
}

}  // namespace

struct HttpServer::State {
  State(EventLoops& event_loops, RouteTable& routes, ServerOptions options, Logger& log,
        Metrics& metrics)
      : event_loops(event_loops),
        shared(std::make_shared<ServerShared>(routes, std::move(options), log, metrics)) {
    for (std::size_t i = 0; i < event_loops.size(); ++i) {
      loops.push_back(
          std::make_shared<ServerLoop>(shared, event_loops.loop(i), event_loops.deadlines(i)));
    }
    shared->accepting = loops.size();
  }

  /// On loop `index`: stops accepting there and lets what is open come to its end.
  void drain_loop(std::size_t index) {
    if (acceptors[index]) acceptors[index]->stop();
    loops[index]->drain();
    if (shared->accepting.fetch_sub(1) == 1 && shared->connections == 0) shared->empty.set();
  }

  /// A Unix socket has one listener: hands its connections to the loops in turn.
  void deal(Descriptor socket, std::string remote) {
    if (!shared->enter()) return turn_away(*shared, socket);
    const auto loop = loops[next_loop++ % loops.size()];
    boost::asio::post(loop->context,
                      [loop, held = std::move(socket), remote = std::move(remote)]() mutable {
                        serve_connection(loop, std::move(held), std::move(remote));
                      });
  }

  EventLoops& event_loops;
  std::shared_ptr<ServerShared> shared;
  std::vector<std::shared_ptr<ServerLoop>> loops;
  Listeners listeners;
  std::vector<std::shared_ptr<Acceptor>> acceptors;  ///< by loop; null where none
  FileIdentity socket_file;
  std::size_t next_loop = 0;  ///< used on loop 0
};

HttpServer::HttpServer(EventLoops& loops, RouteTable& routes, ServerOptions options, Logger& log,
                       Metrics& metrics)
    : state_(std::make_shared<State>(loops, routes, std::move(options), log, metrics)) {}

HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::port() const noexcept { return state_->listeners.port; }

std::size_t HttpServer::connections() const noexcept { return state_->shared->connections; }

result<void> HttpServer::listen() {
  const ServerOptions& options = state_->shared->options;
  if (options.certificate_file.empty() != options.private_key_file.empty()) {
    return error(ErrorKind::invalid, "TLS needs both a certificate and a private key");
  }
  if (!options.certificate_file.empty()) {
    auto tls = make_server_tls(options.certificate_file, options.private_key_file);
    if (!tls) return tls.error();
    state_->shared->tls = std::move(*tls);
  }
  const bool local = is_unix_path(options.listen);
  result<Listeners> listeners =
      local ? listen_unix(options.listen) : listen_tcp(options.listen, state_->loops.size());
  if (!listeners) return listeners.error();
  state_->listeners = std::move(*listeners);
  if (local) state_->socket_file = file_identity(options.listen);
  return {};
}

void HttpServer::start() {
  State& state = *state_;
  state.shared->routes.freeze();
  state.acceptors.resize(state.loops.size());
  for (std::size_t i = 0; i < state.listeners.sockets.size(); ++i) {
    Acceptor::Take take;
    if (state.listeners.sockets.size() < state.loops.size()) {
      take = [weak = std::weak_ptr(state_)](Descriptor socket, std::string remote) {
        if (const auto alive = weak.lock()) alive->deal(std::move(socket), std::move(remote));
      };
    } else {
      take = [loop = state.loops[i]](Descriptor socket, std::string remote) {
        if (!loop->shared->enter()) return turn_away(*loop->shared, socket);
        serve_connection(loop, std::move(socket), std::move(remote));
      };
    }
    const auto acceptor = std::make_shared<Acceptor>(
        state.loops[i]->context.get_executor(), std::move(state.listeners.sockets[i]),
        state.shared->log, state.shared->metrics.out_of_descriptors, std::move(take));
    state.acceptors[i] = acceptor;
    boost::asio::post(state.loops[i]->context, [acceptor] { acceptor->start(); });
  }
}

task<void> HttpServer::drain(std::chrono::milliseconds limit) {
  const auto state = state_;
  state->acceptors.resize(state->loops.size());
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
  const std::string& path = state->shared->options.listen;
  const FileIdentity made = state->socket_file;
  if (made != FileIdentity() && file_identity(path) == made) unlink(path.c_str());
}

}  // namespace yak::net
