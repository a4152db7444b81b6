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

/// How connections are served. Each keeps what was current when it was accepted.
struct ServerSettings {
  ServerOptions options;
  std::shared_ptr<boost::asio::ssl::context> tls;           ///< null: plain
  std::optional<std::chrono::sys_seconds> certificate_end;  ///< nothing: plain
  PeerNetworks proxies;                                     ///< `options.proxies`
};

/// More connections are not handed over to a successor: it would have to know their numbers.
constexpr std::size_t kMostKept = 1'024;

/// What all connections of a server share. It lives until the last of them has gone.
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

  /// Keeps a connection for the successor of this process; false where it has enough. Thread-safe.
  bool keep(Descriptor connection);
  std::vector<Descriptor> take_kept();

 private:
  std::mutex mutex_;
  std::vector<Descriptor> kept_;
};

/// Membership in a list of a loop's connections.
template <class Tag>
using LoopHook =
    boost::intrusive::list_base_hook<boost::intrusive::tag<Tag>,
                                     boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
using OpenHook = LoopHook<struct OpenOnLoop>;
using IdleHook = LoopHook<struct IdleOnLoop>;

/// A connection as its loop knows it.
class ServerConnection : public DeadlineList::Entry, public OpenHook, public IdleHook {
 public:
  /// Closes it at once; only while it is among its loop's idle ones.
  virtual void close_idle() = 0;
  /// Ends it as soon as no request is in flight.
  virtual void drain() = 0;
  /// Ends it now; its handler is cancelled.
  virtual void abort() = 0;
};

/// What the connections of one loop share. Use it on that loop only.
struct ServerLoop {
  ServerLoop(std::shared_ptr<ServerShared> shared, boost::asio::io_context& context,
             DeadlineList& deadlines)
      : shared(std::move(shared)), context(context), deadlines(deadlines) {}

  /// Why a connection is not served.
  enum class Refusal : std::uint8_t { full, address };
  /// Says that there are too many connections where that costs next to nothing, and counts it.
  void turn_away(const Descriptor& socket, Refusal reason);
  /// Whether there are more connections than there may be, the one that is being counted in
  /// included.
  [[nodiscard]] bool is_over() const noexcept {
    return shared->counts->connections() > settings->options.max_connections;
  }

  /// Begins to wait for the first byte of a request.
  void enter_idle(ServerConnection& connection);
  void leave_idle(ServerConnection& connection) noexcept;
  /// Closes the connection that waits longest for a request; false when none does.
  bool close_longest_idle();
  /// How many wait for a request. Thread-safe.
  [[nodiscard]] std::size_t idle() const noexcept { return idle_count_; }

  void drain();
  void abort();
  /// True once a second at most: a line in the log for what anybody may provoke.
  bool may_log();

  std::shared_ptr<ServerShared> shared;
  std::shared_ptr<const ServerSettings> settings;  ///< of the next connection
  boost::asio::io_context& context;
  DeadlineList& deadlines;
  DateLine date;
  bool draining = false;
  bool hands_over = false;  ///< with `draining`: a successor takes the connections that are idle
  template <class Hook>
  using ListOf = boost::intrusive::list<ServerConnection, boost::intrusive::base_hook<Hook>,
                                        boost::intrusive::constant_time_size<false>>;
  ListOf<OpenHook> connections;

 private:
  ListOf<IdleHook> idle_;  ///< longest first
  std::atomic<std::size_t> idle_count_{0};
  std::chrono::steady_clock::time_point next_line_{};
};

}  // namespace yak::net
