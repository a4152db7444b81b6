// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/event_loops.hpp"
#include "net/http_server/listeners.hpp"
#include "net/http_server/route_table.hpp"
#include "yak/error.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"
#include "yak/task.hpp"

namespace yak::net {

struct ServerSettings;

/// The defaults are those of the keys of `server.limits`, where there are such keys.
struct ServerOptions {
  ServerOptions() = default;
  explicit ServerOptions(std::string listen) : listen(std::move(listen)) {}

  /// `HOST:PORT`, `[IPv6]:PORT`, `:PORT` for all addresses, or the path of a Unix socket (any text
  /// that contains `/`). Port 0 picks a free port.
  std::string listen;
  /// For a Unix socket: the group whose members may connect, in addition to the owner; -1: none.
  /// Not applied to an inherited socket.
  gid_t socket_group = static_cast<gid_t>(-1);
  /// PEM files; set both or neither. If set, every connection uses TLS 1.2 or later.
  std::string certificate_file;
  std::string private_key_file;

  std::size_t max_header_bytes = std::size_t{8} << 10U;  ///< at most 60 KiB
  /// Total of all loops. A further connection replaces the one that has been idle longest; if none
  /// is idle, it gets 503 and is closed (with TLS it is closed without a response).
  std::size_t max_connections = 10'000;
  /// Per address (IPv6: per /64), and at most half of `max_connections`. A further connection is
  /// refused as above. Does not apply to loopback, Unix sockets and `proxies`.
  std::size_t max_connections_per_address = 1'000;
  /// Addresses and networks (`10.0.0.0/8`) of reverse proxies.
  std::vector<std::string> proxies;
  /// Memory for the bodies of all requests together, in bytes, not counting the first 8 KiB of
  /// each. A request that would exceed it gets 503.
  std::size_t max_body_memory = std::size_t{64} << 20U;
  /// From the first byte to the end of the header. Also limits the TLS handshake and the wait for
  /// the first byte of a new connection.
  std::chrono::milliseconds header_timeout{10'000};
  /// From the end of the header to the end of the body.
  std::chrono::milliseconds body_timeout{15'000};
  /// Between two requests of one connection.
  std::chrono::milliseconds idle_timeout{75'000};
  /// While the kernel accepts no byte of the response.
  std::chrono::milliseconds write_timeout{30'000};

  [[nodiscard]] std::size_t most_of_one_address() const noexcept {
    const std::size_t half = max_connections > 1 ? max_connections / 2 : 1;
    return max_connections_per_address < half ? max_connections_per_address : half;
  }
};

/// HTTP/1.1 and 1.0 server over TCP, TLS or a Unix socket, on every loop.
///
/// Serves the requests of one connection in order, one at a time. A malformed request gets a 4xx or
/// 5xx response in JSON; if the end of the request is unknown, the connection is closed. A handler
/// runs to its end even if its client has disconnected.
///
/// `apply` changes the settings of a running server; open connections keep their old settings.
///
/// Loops, routes, logger and metrics must outlive the server. The server must outlive its
/// connections: destroy it after `drain` has ended or after the loops have stopped.
class HttpServer {
 public:
  HttpServer(EventLoops& loops, const RouteSource& routes, ServerOptions options, Logger& log,
             Metrics& metrics);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Binds and listens, but does not accept yet. Call it once, before `start`. Errors: `conflict`
  /// if the address is in use (for a Unix socket: another process accepts connections on it),
  /// `forbidden` if the process lacks the permission, `invalid` if the address or a TLS file is
  /// wrong.
  ///
  /// `given`: listening sockets to use instead.
  result<void> listen(std::optional<Listeners> given = std::nullopt);
  /// The TCP port, after `listen`; 0 for a Unix socket.
  [[nodiscard]] std::uint16_t port() const noexcept;
  /// Starts accepting on every loop. Call it once.
  void start();

  /// Validates `options` and reads their TLS files. Fails with `invalid`.
  static result<std::shared_ptr<const ServerSettings>> prepare(ServerOptions options);
  /// Applies `settings` to new connections; their `listen` is ignored. Call it after `start`, from
  /// any thread, but not concurrently.
  void apply(const std::shared_ptr<const ServerSettings>& settings);
  /// Accepts the connections that wait in the backlog, closes the listeners and waits until that is
  /// done (at most a second). Open connections are not affected. Call it from one thread, not from
  /// a loop; `drain` may follow.
  void stop_accepting();

  /// Whether the listening sockets were passed to `listen`.
  [[nodiscard]] bool inherited() const noexcept;
  /// Duplicates the listening sockets for a successor process: while a process holds them, the
  /// kernel refuses no connection. Call it between `start` and the end of accepting, from one
  /// thread.
  [[nodiscard]] std::vector<Descriptor> duplicate_listeners() const;
  /// Closes the listeners without accepting the connections in the backlog, which the process that
  /// shares the sockets accepts. Keeps the file of a Unix socket. Does not wait.
  void leave_listeners();

  /// Serves connections handed over by a predecessor process. Call it after `start`. If the server
  /// uses TLS, they are closed.
  void adopt(std::vector<Descriptor> connections);
  /// Makes `drain` keep up to 1024 idle connections for a successor; after `drain`, `take_kept`
  /// returns them. TLS connections are closed.
  void keep_idle();
  [[nodiscard]] std::vector<Descriptor> take_kept();

  /// Stops accepting, lets requests in flight finish (with `Connection: close`), waits briefly for
  /// requests in transit and closes idle connections. After `limit`, closes all connections and
  /// cancels their handlers. Removes a Unix socket's file. Call it once, on a loop.
  task<void> drain(std::chrono::milliseconds limit);

  /// Expiry of the certificate that the last `listen` or `apply` loaded; nothing without TLS. Not
  /// thread-safe with `listen` and `apply`.
  [[nodiscard]] std::optional<std::chrono::sys_seconds> certificate_end() const noexcept;
  /// Open connections. Thread-safe.
  [[nodiscard]] std::size_t connections() const noexcept;
  /// Connections that wait for a request. Thread-safe.
  [[nodiscard]] std::size_t idle_connections() const noexcept;
  /// Bytes of request bodies counted against `max_body_memory`. Thread-safe.
  [[nodiscard]] std::size_t body_memory() const noexcept;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace yak::net
