#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/http_server/listeners.hpp"

namespace yak::net {

/// Sockets that listen already when the daemon starts: systemd's, a supervisor's, or those that the
/// daemon left itself before it became another version. Connections that came meanwhile wait in
/// them.
class InheritedListeners {
 public:
  /// More are not looked for.
  static constexpr int kMost = 1'024;

  struct Socket {
    Descriptor descriptor;
    std::string name;  ///< as its giver calls it
  };

  /// The variable with the number of the connections that follow the sockets that listen. It is
  /// Yak's own: an older version, which does not know it, leaves them alone.
  static constexpr const char* kConnections = "YAK_CONNECTIONS";

  InheritedListeners() = default;
  explicit InheritedListeners(std::vector<Socket> sockets, std::vector<Descriptor> connections = {})
      : sockets_(std::move(sockets)), connections_(std::move(connections)) {}

  /// Takes those that are called `name`, of the kind that `address` is (HOST:PORT, or a path). For
  /// a TCP address also those that listen on it whatever they are called; with port 0 any port
  /// fits. Nothing when there are none.
  std::optional<Listeners> take(const std::string& name, const std::string& address);
  /// Connections of the public listener that wait for a request.
  std::vector<Descriptor> take_connections() { return std::exchange(connections_, {}); }
  /// What nobody took, in words: `other (0.0.0.0:81)`.
  [[nodiscard]] std::vector<std::string> rest() const;

 private:
  std::vector<Socket> sockets_;
  std::vector<Descriptor> connections_;
};

/// What a process leaves to its successor.
struct HandedOver {
  std::vector<InheritedListeners::Socket> sockets;
  std::vector<Descriptor> connections;  ///< of the public listener; they wait for a request
};

/// What the process was given by $LISTEN_FDS, if $LISTEN_PID is this process, with the names of
/// $LISTEN_FDNAMES (sd_listen_fds(3)). The variables are removed, so that no child takes them for
/// its own. To be called once, before anything is opened and any thread started. `invalid`: one of
/// the descriptors is no socket that listens.
result<InheritedListeners> inherited_listeners();

/// `127.0.0.1:8080`, `[::1]:8080` or a path: where a socket listens. Empty where that cannot be
/// said.
std::string listening_address(int socket);

}  // namespace yak::net
