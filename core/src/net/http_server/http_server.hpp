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

struct ServerOptions {
  ServerOptions() = default;
  explicit ServerOptions(std::string listen) : listen(std::move(listen)) {}

  /// `HOST:PORT`, `[IPv6]:PORT`, `:PORT` for every address, or the path of a Unix socket: whatever
  /// contains a `/`. Port 0 picks a free one.
  std::string listen;
  /// Of a Unix socket: whose members may open it too; -1: its owner only. A socket that was
  /// inherited is left as it is.
  gid_t socket_group = static_cast<gid_t>(-1);
  /// PEM files; both or neither. With them every connection is TLS, 1.2 at least.
  std::string certificate_file;
  std::string private_key_file;

  std::size_t max_header_bytes = std::size_t{8} << 10U;  ///< at most 60 KiB
  /// Of all loops together. One more takes the place of the connection that has waited longest for
  /// a request; where none waits, it gets 503 and is closed, with TLS just closed.
  std::size_t max_connections = 16'384;
  /// Of one address (of IPv6, its /64), and never more than half of all; one more is refused as
  /// above. Loopback, Unix sockets and `proxies` are not held to it.
  std::size_t max_connections_per_address = 16'384;
  /// Addresses and networks (`10.0.0.0/8`) of proxies in front.
  std::vector<std::string> proxies;
  /// Memory of the bodies of all requests together, but for the first 8 KiB of each; a request for
  /// which there is none gets 503.
  std::size_t max_body_memory = std::size_t{64} << 20U;
  /// From the first byte to the end of the header; also for the TLS handshake, and for the first
  /// byte of a new connection.
  std::chrono::milliseconds header_timeout{10'000};
  /// From the end of the header to the end of the body.
  std::chrono::milliseconds body_timeout{30'000};
  /// Between two requests of a connection.
  std::chrono::milliseconds idle_timeout{75'000};
  /// Without a byte of the response being taken.
  std::chrono::milliseconds write_timeout{30'000};

  [[nodiscard]] std::size_t most_of_one_address() const noexcept {
    const std::size_t half = max_connections > 1 ? max_connections / 2 : 1;
    return max_connections_per_address < half ? max_connections_per_address : half;
  }
};

/// HTTP/1.1 and 1.0 over TCP, TLS or a Unix socket, on every loop.
///
/// Requests of one connection are served in order, one at a time. Whatever is malformed is answered
/// with its 4xx or 5xx in JSON and, where the end of the request cannot be known, the connection
/// closed. A handler whose client has gone still runs to its end.
///
/// How it serves can be changed while it does (`apply`): what is open goes on as it began.
///
/// Lifetime: loops, routes, logger and metrics outlive the server; the server outlives its
/// connections, so destroy it after `drain` has ended or after the loops were stopped.
class HttpServer {
 public:
  HttpServer(EventLoops& loops, const RouteSource& routes, ServerOptions options, Logger& log,
             Metrics& metrics);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Binds and listens; nothing is accepted yet. `conflict`: the address is in use (a Unix socket:
  /// somebody answers on it). `forbidden`: the port or path needs more rights. `invalid`: the
  /// address or a TLS file is wrong. Call it once, before `start`.
  ///
  /// `given`: sockets that listen already, to be used instead.
  result<void> listen(std::optional<Listeners> given = std::nullopt);
  /// The TCP port, once listening; 0 on a Unix socket.
  [[nodiscard]] std::uint16_t port() const noexcept;
  /// Accepts on every loop. Call it once.
  void start();

  /// Reads the TLS files that `options` name. `invalid` says what is wrong with them.
  static result<std::shared_ptr<const ServerSettings>> prepare(ServerOptions options);
  /// From now on new connections are served by these settings, whose `listen` says nothing. Once
  /// started; from any thread, one at a time.
  void apply(const std::shared_ptr<const ServerSettings>& settings);
  /// Closes the listener after taking what the kernel has accepted already, and waits until that is
  /// done (at most a second). What is open lives on as it would have. From one thread, which is
  /// none of the loops'; `drain` may follow.
  void stop_accepting();

  /// Whether the sockets were given to `listen`.
  [[nodiscard]] bool inherited() const noexcept;
  /// The sockets that it listens on once more, for a successor: while somebody holds them nobody is
  /// refused. Started and not stopped, from one thread.
  [[nodiscard]] std::vector<Descriptor> duplicate_listeners() const;
  /// As `stop_accepting`, but what nobody has taken yet waits for whoever else holds the sockets,
  /// and a Unix socket's file stays.
  void leave_listeners();

  /// Serves connections that an earlier process left; once started. With TLS they are closed.
  void adopt(std::vector<Descriptor> connections);
  /// From now on `drain` keeps the connections that wait for a request, up to 1024, for a
  /// successor, to be had by `take_kept` once it has ended. Those with TLS are closed all the same.
  void keep_idle();
  [[nodiscard]] std::vector<Descriptor> take_kept();

  /// Stops accepting, lets requests in flight finish (their responses say `Connection: close`),
  /// waits a moment for requests on their way and closes idle connections; past `limit` everything
  /// is closed and handlers are cancelled. Removes a Unix socket's file. Call it on a loop, once.
  task<void> drain(std::chrono::milliseconds limit);

  /// When the certificate of new connections ends; nothing without TLS. As of the last `listen` or
  /// `apply`, and by whoever calls those.
  [[nodiscard]] std::optional<std::chrono::sys_seconds> certificate_end() const noexcept;
  /// Open connections. Thread-safe.
  [[nodiscard]] std::size_t connections() const noexcept;
  /// Those that wait for a request, and the counted memory of request bodies. Thread-safe.
  [[nodiscard]] std::size_t idle_connections() const noexcept;
  [[nodiscard]] std::size_t body_memory() const noexcept;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace yak::net
