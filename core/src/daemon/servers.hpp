// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "generation/newest_routes.hpp"
#include "generation/plan/plan.hpp"
#include "net/http_server/http_server.hpp"
#include "net/http_server/inherited_listeners.hpp"

namespace yak::daemon {

/// The daemon's listeners, which live outside generations: the public one, the admin socket, and
/// admin.listen. Changed by one thread at a time.
class Servers {
 public:
  Servers(net::EventLoops& loops, const generation::CurrentGeneration& current_generation,
          Logger& log, Metrics& metrics);

  /// What a configuration changes about the listeners: sockets that already listen and certificates
  /// that are loaded, not yet in use.
  struct Change {
    std::unique_ptr<net::HttpServer> open;  ///< set if the address changes
    std::shared_ptr<const net::ServerSettings> open_settings;
    std::unique_ptr<net::HttpServer> guarded;
    bool ends_guarded = false;
    std::string open_address;
    std::string guarded_address;
  };

  /// Binds all listeners for the first time, or uses inherited ones with the names `http`, `admin`
  /// and `metrics` or with the configured addresses. Does not accept connections yet.
  result<void> listen(const config::Config& config, net::InheritedListeners inherited);
  /// Starts accepting connections.
  void start();

  /// Prepares the change to `after`. Failures are added to `problems`; the change must then not be
  /// applied. Blocks on the disk. The admin socket does not change.
  Change prepare(const config::Config& after, config::Problems& problems);
  /// New connections use the prepared settings; open connections keep theirs.
  void apply(Change change);

  /// Whether another process holds the public port too, so that leaving it refuses no connection.
  [[nodiscard]] bool inherited() const { return open_->inherited(); }
  /// Duplicates of the listening sockets, by name, for a successor.
  [[nodiscard]] std::vector<net::InheritedListeners::Socket> duplicate_listeners() const;
  /// After this, `drain_open` keeps the connections that are between requests, and `take_kept`
  /// returns them for a successor.
  void keep_idle() { open_->keep_idle(); }
  [[nodiscard]] std::vector<net::Descriptor> take_kept() { return open_->take_kept(); }
  /// Stops accepting; new connections wait for the other holder of the sockets. `all`:
  /// the admin listeners too, even if not inherited.
  void leave_listeners(bool all);

  /// Lets running requests finish, for at most `limit`; `drain_admin` does so for the admin
  /// listeners, with a short limit. Call on a loop.
  task<void> drain_open(std::chrono::milliseconds limit);
  task<void> drain_admin();

  [[nodiscard]] std::uint16_t port() const { return open_->port(); }
  [[nodiscard]] std::uint16_t admin_port() const { return guarded_ ? guarded_->port() : 0; }

 private:
  /// Options of the public listener. Lowers max_connections to what the process's descriptor limit
  /// allows, and logs that.
  net::ServerOptions open_options(const config::Config& config);
  std::unique_ptr<net::HttpServer> make(const net::RouteSource& routes, net::ServerOptions options);
  /// Keeps a replaced server alive, because its last connections may outlive its listener for long.
  void retire(std::unique_ptr<net::HttpServer> server);
  /// Exports the end of the public listener's certificate as a metric.
  void show_certificate();

  net::EventLoops& loops_;
  Logger& log_;
  Metrics& metrics_;
  Gauge& certificate_end_;
  generation::NewestRoutes open_routes_;
  generation::NewestRoutes admin_routes_;
  generation::NewestRoutes guarded_routes_;
  std::string open_address_;
  std::string guarded_address_;
  std::vector<net::Descriptor> left_connections_;  ///< of an earlier process, until `start`
  std::unique_ptr<net::HttpServer> open_;
  std::unique_ptr<net::HttpServer> socket_;
  std::unique_ptr<net::HttpServer> guarded_;
  std::vector<std::unique_ptr<net::HttpServer>> retired_;
};

}  // namespace yak::daemon
