// SPDX-License-Identifier: Apache-2.0
#include "net/http_server/inherited_listeners.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <sstream>

namespace yak::net {
namespace {

/// SD_LISTEN_FDS_START of sd-daemon.h.
constexpr int kFirst = 3;

/// Reads an environment variable and removes it.
std::string take_variable(const char* name) {
  const char* value = std::getenv(name);
  std::string text = value == nullptr ? "" : value;
  unsetenv(name);
  return text;
}

int number(const std::string& text) {
  int value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failure == std::errc() && end == text.data() + text.size() ? value : 0;
}

int option(int socket, int name) {
  int value = 0;
  socklen_t size = sizeof value;
  return getsockopt(socket, SOL_SOCKET, name, &value, &size) == 0 ? value : -1;
}

bool is_tcp(int socket) {
  const int domain = option(socket, SO_DOMAIN);
  return domain == AF_INET || domain == AF_INET6;
}

bool is_path(const std::string& address) { return address.find('/') != std::string::npos; }

std::uint16_t port_of(const std::string& address) {
  return static_cast<std::uint16_t>(number(address.substr(address.rfind(':') + 1)));
}

/// Whether the address `found` is the one that a bind to `wanted` would give.
bool fits(const std::string& found, const std::string& wanted) {
  const auto addresses = resolve_tcp(wanted);
  if (!addresses) return false;
  if (*addresses == found) return true;
  const std::string host = found.substr(0, found.rfind(':'));
  return addresses->ends_with(":0") && addresses->substr(0, addresses->rfind(':')) == host;
}

/// The connections among the `count` descriptors that begin at `first`.
std::vector<Descriptor> inherited_connections(int first, int count) {
  std::vector<Descriptor> connections;
  for (int number = first; number < first + count; ++number) {
    if (option(number, SO_ACCEPTCONN) != 0 || option(number, SO_TYPE) != SOCK_STREAM) continue;
    fcntl(number, F_SETFD, FD_CLOEXEC);
    connections.emplace_back(number);
  }
  return connections;
}

}  // namespace

std::string listening_address(int socket) {
  sockaddr_storage name{};
  socklen_t size = sizeof name;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&name), &size) != 0) return {};
  return address_text(name, size);
}

std::optional<Listeners> InheritedListeners::take(const std::string& name,
                                                  const std::string& address) {
  Listeners taken;
  if (address.empty()) return std::nullopt;
  const bool wants_path = is_path(address);
  std::erase_if(sockets_, [&](Socket& socket) {
    const int number = socket.descriptor.get();
    if (is_tcp(number) == wants_path) return false;
    const std::string where = listening_address(number);
    if (socket.name != name && (wants_path || !fits(where, address))) return false;
    if (!wants_path) taken.port = port_of(where);
    taken.sockets.push_back(std::move(socket.descriptor));
    return true;
  });
  if (taken.sockets.empty()) return std::nullopt;
  taken.inherited = true;
  return taken;
}

std::vector<std::string> InheritedListeners::rest() const {
  std::vector<std::string> words;
  words.reserve(sockets_.size());
  for (const Socket& socket : sockets_) {
    words.push_back(socket.name + " (" + listening_address(socket.descriptor.get()) + ")");
  }
  return words;
}

result<InheritedListeners> inherited_listeners() {
  const std::string process = take_variable("LISTEN_PID");
  const int count = number(take_variable("LISTEN_FDS"));
  std::istringstream names(take_variable("LISTEN_FDNAMES"));
  const int connections = number(take_variable(InheritedListeners::kConnections));
  if (number(process) != getpid() || count <= 0) return InheritedListeners();
  if (count > InheritedListeners::kMax) {
    return error(ErrorKind::invalid, "$LISTEN_FDS: more than 1024 sockets");
  }
  std::vector<InheritedListeners::Socket> sockets;
  for (int number = kFirst; number < kFirst + count; ++number) {
    std::string name;
    std::getline(names, name, ':');
    if (option(number, SO_ACCEPTCONN) != 1 || option(number, SO_TYPE) != SOCK_STREAM) {
      return error(ErrorKind::invalid, "$LISTEN_FDS: descriptor " + std::to_string(number) +
                                           " is not a listening stream socket");
    }
    fcntl(number, F_SETFD, FD_CLOEXEC);
    fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK);
    const int on = 1;
    if (is_tcp(number)) setsockopt(number, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockets.push_back({Descriptor(number), std::move(name)});
  }
  return InheritedListeners(
      std::move(sockets),
      inherited_connections(kFirst + count, std::min(connections, InheritedListeners::kMax)));
}

}  // namespace yak::net
