#pragma once

#include <memory>
#include <string>

#include "net/http_server/connection_counts.hpp"
#include "net/http_server/listeners.hpp"
#include "net/http_server/server_loop.hpp"

namespace yak::net {

/// What was accepted and is to be served.
struct NewConnection {
  Descriptor socket;
  std::string remote;  ///< what requests show: the peer's IP address; empty on a Unix socket
  ConnectionCounts::Place place;
  bool was_served = false;  ///< before, by another process
};

/// Serves a connection until it ends. On its loop only.
void serve_connection(const std::shared_ptr<ServerLoop>& loop, NewConnection connection);

}  // namespace yak::net
