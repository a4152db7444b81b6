#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "generation/generation_holder.hpp"
#include "generation/plan/plan.hpp"
#include "net/http_server/http_server.hpp"
#include "net/http_server/inherited_listeners.hpp"

namespace yak::daemon {

/// The daemon's listeners, which live outside generations: the public one, the admin socket, and
/// admin.listen. Changed by one thread at a time.
class Servers {
 public:
  Servers(net::EventLoops& loops, const generation::GenerationHolder& holder, Logger& log,
          Metrics& metrics);

  /// What a configuration changes about them: sockets that listen already and certificates that are
  /// read, not yet in use.
  struct Change {
    std::unique_ptr<net::HttpServer> open;  ///< on another address
    std::shared_ptr<const net::ServerSettings> open_settings;
    std::unique_ptr<net::HttpServer> guarded;
    bool ends_guarded = false;
    std::string open_address;
    std::string guarded_address;
  };

  /// Binds everything for the first time, or uses what was inherited under the names `http`,
  /// `admin` and `metrics` or on the configured addresses; nothing is accepted yet.
  result<void> listen(const config::Config& config, net::InheritedListeners inherited);
  /// Accepts.
  void start();

  /// What `after` needs. What cannot be had is added to `problems`; the change is then worth
  /// nothing. Blocks on the disk. The admin socket stays where it is.
  Change prepare(const config::Config& after, config::Problems& problems);
  /// New connections come to what was prepared; those that are open live on.
  void apply(Change change);

  /// Whether somebody else holds the public port, so that it can be left without refusing anybody.
  [[nodiscard]] bool inherited() const { return open_->inherited(); }
  /// The sockets once more, by name, for a successor.
  [[nodiscard]] std::vector<net::InheritedListeners::Socket> duplicate_listeners() const;
  /// `drain_open` keeps the connections that wait for a request, for a successor; then they can be
  /// taken.
  void keep_idle() { open_->keep_idle(); }
  [[nodiscard]] std::vector<net::Descriptor> take_kept() { return open_->take_kept(); }
  /// Takes no connection more; those that come wait for whoever holds the sockets. `all`: also of
  /// the admin listeners.
  void leave_listeners(bool all);

  /// Lets requests under way finish, for at most `limit`; then the same of the admin listeners, at
  /// once. On a loop.
  task<void> drain_open(std::chrono::milliseconds limit);
  task<void> drain_admin();

  [[nodiscard]] std::uint16_t port() const { return open_->port(); }
  [[nodiscard]] std::uint16_t admin_port() const { return guarded_ ? guarded_->port() : 0; }

 private:
  /// Of the public listener, with no more connections than the process has descriptors for; logs
  /// it where that is less than configured.
  net::ServerOptions open_options(const config::Config& config);
  std::unique_ptr<net::HttpServer> make(const net::RouteSource& routes, net::ServerOptions options);
  /// A server's last connections may outlive its listener for long.
  void retire(std::unique_ptr<net::HttpServer> server);
  /// Shows when the certificate of the public listener ends.
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
  std::vector<net::Descriptor> left_connections_;  ///< by an earlier process, until `start`
  std::unique_ptr<net::HttpServer> open_;
  std::unique_ptr<net::HttpServer> socket_;
  std::unique_ptr<net::HttpServer> guarded_;
  std::vector<std::unique_ptr<net::HttpServer>> retired_;
};

}  // namespace yak::daemon
