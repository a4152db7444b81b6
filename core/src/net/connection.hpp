#pragma once

#include <memory>
#include <string>

#include "net/http_server_listen.hpp"
#include "net/http_server_loop.hpp"

namespace yak::net {

/// Serves an accepted connection, counted in with `ServerShared::enter`, until it ends; then counts
/// it out. `remote` is what requests show. On its loop only.
void serve_connection(const std::shared_ptr<ServerLoop>& loop, Descriptor socket,
                      std::string remote);

}  // namespace yak::net
