// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/http_server/listeners.hpp"

namespace yak::net {

/// Listening sockets that the process inherited: from systemd, from another supervisor, or from the
/// previous version of the daemon after an upgrade. Connections that arrived in between wait in
/// their backlogs.
class InheritedListeners {
 public:
  /// Maximum number of inherited sockets, and of inherited connections.
  static constexpr int kMax = 1'024;

  struct Socket {
    Descriptor descriptor;
    std::string name;  ///< from $LISTEN_FDNAMES
  };

  /// Environment variable with the number of connections whose descriptors follow those of the
  /// listening sockets. Specific to Yak; versions that do not know it ignore those descriptors.
  static constexpr const char* kConnections = "YAK_CONNECTIONS";

  InheritedListeners() = default;
  explicit InheritedListeners(std::vector<Socket> sockets, std::vector<Descriptor> connections = {})
      : sockets_(std::move(sockets)), connections_(std::move(connections)) {}

  /// Removes and returns the sockets called `name` that are of the same kind as `address`
  /// (HOST:PORT or a path). For a TCP address, also returns sockets with other names that listen on
  /// it; port 0 matches any port. Returns nothing if no socket matches.
  std::optional<Listeners> take(const std::string& name, const std::string& address);
  /// Removes and returns the connections of the public listener that wait for a request.
  std::vector<Descriptor> take_connections() { return std::exchange(connections_, {}); }
  /// Descriptions of the sockets that were not taken: `other (0.0.0.0:81)`.
  [[nodiscard]] std::vector<std::string> rest() const;

 private:
  std::vector<Socket> sockets_;
  std::vector<Descriptor> connections_;
};

/// What a process hands over to its successor.
struct HandedOver {
  std::vector<InheritedListeners::Socket> sockets;
  std::vector<Descriptor> connections;  ///< of the public listener; they wait for a request
};

/// Reads the sockets passed by $LISTEN_FDS, if $LISTEN_PID is this process, and their names from
/// $LISTEN_FDNAMES (sd_listen_fds(3)). Removes the variables, so that child processes do not use
/// them. Call it once, before any descriptor is opened or any thread started. Fails with `invalid`
/// if a descriptor is not a listening stream socket.
result<InheritedListeners> inherited_listeners();

/// The local address of a socket: `127.0.0.1:8080`, `[::1]:8080` or a path. Empty if it is unknown.
std::string listening_address(int socket);

}  // namespace yak::net
