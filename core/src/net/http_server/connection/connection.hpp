// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "net/http_server/connection_counts.hpp"
#include "net/http_server/listeners.hpp"
#include "net/http_server/server_loop.hpp"

namespace yak::net {

/// An accepted connection, not yet served.
struct NewConnection {
  Descriptor socket;
  std::string remote;  ///< the peer's IP address; empty for a Unix socket
  ConnectionCounts::CountedConnection place;
  bool was_served = false;  ///< another process has already served requests on it
};

/// Starts serving a connection, which then keeps itself alive until it ends. Call it on `loop`.
void serve_connection(const std::shared_ptr<ServerLoop>& loop, NewConnection connection);

}  // namespace yak::net
