// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/intrusive/list.hpp>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/deadline_list.hpp"
#include "net/http_server/connection/connection_response.hpp"
#include "net/http_server/connection_counts.hpp"
#include "net/http_server/http_server.hpp"
#include "net/http_server/listeners.hpp"
#include "net/http_server/peer_address.hpp"
#include "net/http_server/server_metrics.hpp"

namespace yak::net {

/// Settings for serving connections. A connection keeps the settings that were current when it was
/// accepted.
struct ServerSettings {
  ServerOptions options;
  std::shared_ptr<boost::asio::ssl::context> tls;           ///< null: no TLS
  std::optional<std::chrono::sys_seconds> certificate_end;  ///< empty: no TLS
  PeerNetworks proxies;                                     ///< parsed from `options.proxies`
};

/// Maximum number of connections handed over to a successor (see InheritedListeners::kMax).
constexpr std::size_t kMaxKept = 1'024;

/// State shared by all connections of a server. Lives until the last connection has ended.
struct ServerShared {
  ServerShared(const RouteSource& routes, Logger& log, Metrics& metrics, std::size_t loops)
      : routes(routes),
        log(log),
        metrics(metrics),
        counts(std::make_shared<ConnectionCounts>(loops)) {}

  const RouteSource& routes;
  Logger& log;
  ServerMetrics metrics;
  const std::shared_ptr<ConnectionCounts> counts;

  /// Keeps a connection for the successor of this process. Returns false if kMaxKept is reached.
  /// Thread-safe.
  bool keep(Descriptor connection);
  std::vector<Descriptor> take_kept();

 private:
  std::mutex mutex_;
  std::vector<Descriptor> kept_;
};

/// Intrusive hook for a list of a loop's connections.
template <class Tag>
using LoopHook =
    boost::intrusive::list_base_hook<boost::intrusive::tag<Tag>,
                                     boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
using OpenHook = LoopHook<struct OpenOnLoop>;
using IdleHook = LoopHook<struct IdleOnLoop>;

/// A connection, as its loop sees it.
class ServerConnection : public DeadlineList::Entry, public OpenHook, public IdleHook {
 public:
  /// Closes the connection at once. Call it only while the connection is idle.
  virtual void close_idle() = 0;
  /// Ends the connection as soon as no request is in flight.
  virtual void drain() = 0;
  /// Ends the connection now and cancels its handler.
  virtual void abort() = 0;
};

/// State shared by the connections of one loop. Use only on that loop.
struct ServerLoop {
  ServerLoop(std::shared_ptr<ServerShared> shared, boost::asio::io_context& context,
             DeadlineList& deadlines)
      : shared(std::move(shared)), context(context), deadlines(deadlines) {}

  /// Why a connection is refused: too many in total, or too many from its address.
  enum class RequestRefusal : std::uint8_t { full, address };
  /// Counts a refused connection and, without TLS, sends 503 if that does not block.
  void turn_away(const Descriptor& socket, RequestRefusal reason);
  /// Whether the number of connections, including the new one, exceeds the maximum.
  [[nodiscard]] bool is_over() const noexcept {
    return shared->counts->connections() > settings->options.max_connections;
  }

  /// Adds the connection to the idle list: it waits for the first byte of a request.
  void enter_idle(ServerConnection& connection);
  void leave_idle(ServerConnection& connection) noexcept;
  /// Closes the connection that has been idle longest. Returns false if none is idle.
  bool close_longest_idle();
  /// The number of idle connections. Thread-safe.
  [[nodiscard]] std::size_t idle() const noexcept { return idle_count_; }

  void drain();
  void abort();
  /// Returns true at most once a second; limits log lines that any client can trigger.
  bool may_log();

  std::shared_ptr<ServerShared> shared;
  std::shared_ptr<const ServerSettings> settings;  ///< for new connections
  boost::asio::io_context& context;
  DeadlineList& deadlines;
  DateLine date;
  bool draining = false;
  bool hands_over = false;  ///< while draining, keep idle connections for a successor
  template <class Hook>
  using ListOf = boost::intrusive::list<ServerConnection, boost::intrusive::base_hook<Hook>,
                                        boost::intrusive::constant_time_size<false>>;
  ListOf<OpenHook> connections;

 private:
  ListOf<IdleHook> idle_;  ///< longest idle first
  std::atomic<std::size_t> idle_count_{0};
  std::chrono::steady_clock::time_point next_line_{};
};

}  // namespace yak::net
