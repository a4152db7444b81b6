#include "net/http_server_loop.hpp"

#include <sys/socket.h>

#include <array>

namespace yak::net {

bool ServerShared::enter(std::size_t most) noexcept {
  if (connections.fetch_add(1) >= most) {
    leave();
    return false;
  }
  return true;
}

void ServerShared::leave() noexcept {
  // Whoever brings the last of the two counts to zero sees the other there already.
  if (connections.fetch_sub(1) == 1 && accepting == 0) empty.set();
}

bool ServerLoop::admit(const Descriptor& socket) {
  if (shared->enter(settings->options.max_connections)) return true;
  shared->metrics.over_connections.add();
  if (settings->tls) return false;
  const std::string text = closing_response(503, "too many connections; try again later");
  (void)send(socket.get(), text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  shutdown(socket.get(), SHUT_WR);
  // What has arrived already would turn the close into a reset.
  std::array<char, 4096> unwanted;
  (void)recv(socket.get(), unwanted.data(), unwanted.size(), MSG_DONTWAIT);
  return false;
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
