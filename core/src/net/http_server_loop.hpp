#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/intrusive/list.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "net/connection_response.hpp"
#include "net/deadline_list.hpp"
#include "net/http_server.hpp"
#include "net/http_server_listen.hpp"
#include "net/http_server_metrics.hpp"
#include "yak/event.hpp"

namespace yak::net {

/// How connections are served. Each keeps what was current when it was accepted.
struct ServerSettings {
  ServerOptions options;
  std::shared_ptr<boost::asio::ssl::context> tls;           ///< null: plain
  std::optional<std::chrono::sys_seconds> certificate_end;  ///< nothing: plain
};

/// What all connections of a server share. It lives until the last of them has gone.
struct ServerShared {
  ServerShared(const RouteSource& routes, Logger& log, Metrics& metrics)
      : routes(routes), log(log), metrics(metrics) {}

  /// Counts a connection in, unless there are `most` already.
  bool enter(std::size_t most) noexcept;
  void leave() noexcept;

  const RouteSource& routes;
  Logger& log;
  ServerMetrics metrics;
  std::atomic<std::size_t> connections{0};
  /// Loops that may still accept.
  std::atomic<std::size_t> accepting{0};
  Event empty;  ///< set when nothing accepts and nothing is open
};

/// A connection as its loop knows it.
class ServerConnection : public DeadlineList::Entry,
                         public boost::intrusive::list_base_hook<
                             boost::intrusive::tag<struct ConnectionsOfLoop>,
                             boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
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

  /// Counts a connection in, or says why not where that costs next to nothing.
  bool admit(const Descriptor& socket);

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
  boost::intrusive::list<ServerConnection,
                         boost::intrusive::base_hook<boost::intrusive::list_base_hook<
                             boost::intrusive::tag<ConnectionsOfLoop>,
                             boost::intrusive::link_mode<boost::intrusive::auto_unlink>>>,
                         boost::intrusive::constant_time_size<false>>
      connections;

 private:
  std::chrono::steady_clock::time_point next_line_{};
};

}  // namespace yak::net
