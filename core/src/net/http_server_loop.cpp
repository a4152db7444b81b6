#include "net/http_server_loop.hpp"

namespace yak::net {

bool ServerShared::enter() noexcept {
  if (connections.fetch_add(1) >= options.max_connections) {
    leave();
    return false;
  }
  return true;
}

void ServerShared::leave() noexcept {
  // Whoever brings the last of the two counts to zero sees the other there already.
  if (connections.fetch_sub(1) == 1 && accepting == 0) empty.set();
}

void ServerLoop::drain() {
  draining = true;
  for (auto next = connections.begin(); next != connections.end();) {
    ServerConnection& connection = *next++;
    connection.drain();
  }
}

void ServerLoop::abort() {
  for (auto next = connections.begin(); next != connections.end();) {
    ServerConnection& connection = *next++;
    connection.abort();
  }
}

bool ServerLoop::may_log() {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_line_) return false;
  next_line_ = now + std::chrono::seconds(1);
  return true;
}

}  // namespace yak::net
