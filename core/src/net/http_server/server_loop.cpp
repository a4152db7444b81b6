// SPDX-License-Identifier: Apache-2.0
#include "net/http_server/server_loop.hpp"

#include <sys/socket.h>

#include <array>

namespace yak::net {

bool ServerShared::keep(Descriptor connection) {
  if (!connection.valid()) return false;
  const std::lock_guard lock(mutex_);
  if (kept_.size() >= kMaxKept) return false;
  kept_.push_back(std::move(connection));
  return true;
}

std::vector<Descriptor> ServerShared::take_kept() {
  const std::lock_guard lock(mutex_);
  return std::exchange(kept_, {});
}

void ServerLoop::turn_away(const Descriptor& socket, RequestRefusal reason) {
  const bool is_full = reason == RequestRefusal::full;
  (is_full ? shared->metrics.over_connections : shared->metrics.over_address).add();
  if (settings->tls) return;
  const std::string text =
      closing_response(503, is_full ? "too many connections; try again later"
                                    : "too many connections from this address");
  (void)send(socket.get(), text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  shutdown(socket.get(), SHUT_WR);
  // Unread data would turn the close into a reset.
  std::array<char, 4096> unwanted;
  (void)recv(socket.get(), unwanted.data(), unwanted.size(), MSG_DONTWAIT);
}

void ServerLoop::enter_idle(ServerConnection& connection) {
  leave_idle(connection);
  idle_.push_back(connection);
  ++idle_count_;
}

void ServerLoop::leave_idle(ServerConnection& connection) noexcept {
  auto& hook = static_cast<IdleHook&>(connection);
  if (!hook.is_linked()) return;
  hook.unlink();
  --idle_count_;
}

bool ServerLoop::close_longest_idle() {
  if (idle_.empty()) return false;
  ServerConnection& longest = idle_.front();
  leave_idle(longest);
  longest.close_idle();
  shared->metrics.idle_closed.add();
  return true;
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
