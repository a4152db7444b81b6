// SPDX-License-Identifier: Apache-2.0
#include "net/http_server/listeners.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>
#include <system_error>

namespace yak::net {
namespace {

/// Length of the kernel's accept queue; the kernel caps it at net.core.somaxconn.
constexpr int kBacklog = 4096;

using AddressList = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

error failure_of(const std::string& address, int code) {
  switch (code) {
    case EADDRINUSE: return {ErrorKind::conflict, address + " is in use by another process"};
    case EACCES:
    case EPERM: return {ErrorKind::forbidden, "no permission to listen on " + address};
    case EADDRNOTAVAIL:
      return {ErrorKind::invalid, "no interface of this machine has the address of " + address};
    case ENOENT:
    case ENOTDIR: return {ErrorKind::invalid, "the folder of " + address + " does not exist"};
    default:
      return {ErrorKind::unavailable,
              "cannot listen on " + address + ": " + std::generic_category().message(code)};
  }
}

result<AddressList> resolve(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  const std::string port = colon == std::string::npos ? "" : address.substr(colon + 1);
  std::uint16_t number = 0;
  const auto [end, failure] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (failure != std::errc() || end != port.data() + port.size()) {
    return error(ErrorKind::invalid, "not HOST:PORT with a port up to 65535: " + address);
  }
  std::string host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int code = getaddrinfo(host.empty() ? nullptr : host.c_str(), port.c_str(), &hints, &found);
  if (code != 0) {
    return error(ErrorKind::invalid, "cannot listen on " + address + ": " + gai_strerror(code));
  }
  return AddressList(found, &freeaddrinfo);
}

std::uint16_t port_of(const sockaddr_storage& name) {
  if (name.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6&>(name).sin6_port);
  }
  return ntohs(reinterpret_cast<const sockaddr_in&>(name).sin_port);
}

void switch_on(int socket, int level, int option) {
  const int on = 1;
  setsockopt(socket, level, option, &on, sizeof on);
}

/// Binds to `name` and listens. `shared`: other sockets of this process already listen there.
result<Descriptor> bind_tcp(const std::string& address, const sockaddr* name, socklen_t size,
                            bool shared) {
  Descriptor socket(::socket(name->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.valid()) return failure_of(address, errno);
  // Without SO_REUSEADDR, bind fails while connections of an earlier process are in TIME_WAIT.
  switch_on(socket.get(), SOL_SOCKET, SO_REUSEADDR);
  if (shared) switch_on(socket.get(), SOL_SOCKET, SO_REUSEPORT);
  if (bind(socket.get(), name, size) != 0) return failure_of(address, errno);
  // Linux reads this option from the bound sockets at each later bind (inet_csk_bind_conflict). So
  // it can be set after the exclusive bind, which keeps other processes off the port.
  if (!shared) switch_on(socket.get(), SOL_SOCKET, SO_REUSEPORT);
  // Accepted sockets inherit it.
  switch_on(socket.get(), IPPROTO_TCP, TCP_NODELAY);
  if (listen(socket.get(), kBacklog) != 0) return failure_of(address, errno);
  return socket;
}

/// Removes a socket file at `path` on which no process accepts connections.
result<void> remove_stale(const std::string& path, const sockaddr_un& name) {
  struct stat status{};
  if (lstat(path.c_str(), &status) != 0) return {};
  if (!S_ISSOCK(status.st_mode)) {
    return error(ErrorKind::conflict, path + " exists and is not a socket");
  }
  const Descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!probe.valid()) return failure_of(path, errno);
  if (connect(probe.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0) {
    if (errno == EACCES || errno == EPERM) return failure_of(path, errno);
    if (errno == ECONNREFUSED) {
      if (unlink(path.c_str()) == 0 || errno == ENOENT) return {};
      return failure_of(path, errno);
    }
    if (errno == ENOENT) return {};
  }
  // Connected, or its backlog is full (EAGAIN): another process listens there.
  return error(ErrorKind::conflict, "another process is listening on " + path);
}

/// Changes the group of the socket's file to `group`.
result<void> give_to(const std::string& path, gid_t group) {
  constexpr uid_t kSameOwner = static_cast<uid_t>(-1);
  struct stat status{};
  // Skip chown if the file already has the group (a new file has the process's own group): the
  // shipped systemd unit does not allow chown.
  if (lstat(path.c_str(), &status) == 0 && status.st_gid == group) return {};
  if (lchown(path.c_str(), kSameOwner, group) == 0) return {};
  return error(ErrorKind::forbidden,
               path + " cannot be given to group " + std::to_string(group) +
                   " (admin.group): the daemon's user must be a member of it; the shipped systemd "
                   "unit also needs PrivateUsers=no and SystemCallFilter=@chown");
}

/// Sets the mode of the socket's file: access for its owner, and for `group` unless it is -1.
result<void> set_mode(const std::string& path, gid_t group) {
  constexpr mode_t kOwner = S_IRUSR | S_IWUSR;
  const bool shared = group != static_cast<gid_t>(-1);
  if (shared) {
    if (auto given = give_to(path, group); !given) return given;
  }
  const mode_t mode = shared ? kOwner | S_IRGRP | S_IWGRP : kOwner;
  if (chmod(path.c_str(), mode) != 0) return failure_of(path, errno);
  return {};
}

}  // namespace

std::string address_text(const sockaddr_storage& name, socklen_t size) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (name.ss_family == AF_INET) {
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(name).sin_addr, text.data(),
              text.size());
    return std::string(text.data()) + ":" + std::to_string(port_of(name));
  }
  if (name.ss_family == AF_INET6) {
    inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(name).sin6_addr, text.data(),
              text.size());
    return "[" + std::string(text.data()) + "]:" + std::to_string(port_of(name));
  }
  const auto& local = reinterpret_cast<const sockaddr_un&>(name);
  const std::size_t before = offsetof(sockaddr_un, sun_path);
  if (name.ss_family != AF_UNIX || size <= before) return {};
  return {local.sun_path, strnlen(local.sun_path, size - before)};
}

result<std::string> resolve_tcp(const std::string& address) {
  const result<AddressList> found = resolve(address);
  if (!found) return found.error();
  sockaddr_storage name{};
  std::memcpy(&name, (*found)->ai_addr, (*found)->ai_addrlen);
  return address_text(name, (*found)->ai_addrlen);
}

result<Listeners> listen_tcp(const std::string& address, std::size_t count) {
  const result<AddressList> found = resolve(address);
  if (!found) return found.error();
  sockaddr_storage name{};
  socklen_t size = (*found)->ai_addrlen;
  std::memcpy(&name, (*found)->ai_addr, size);
  Listeners listeners;
  while (listeners.sockets.size() < count) {
    result<Descriptor> socket = bind_tcp(address, reinterpret_cast<const sockaddr*>(&name), size,
                                         !listeners.sockets.empty());
    if (!socket) return socket.error();
    if (listeners.sockets.empty()) {
      // If the port was 0, the remaining sockets bind to the port that the kernel chose.
      getsockname(socket->get(), reinterpret_cast<sockaddr*>(&name), &size);
      listeners.port = port_of(name);
    }
    listeners.sockets.push_back(std::move(*socket));
  }
  return listeners;
}

result<Listeners> listen_unix(const std::string& path, gid_t group) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  if (path.size() >= sizeof name.sun_path) {
    return error(ErrorKind::invalid, "the path of a Unix socket has at most " +
                                         std::to_string(sizeof name.sun_path - 1) +
                                         " bytes: " + path);
  }
  std::memcpy(name.sun_path, path.data(), path.size());
  if (const result<void> way = remove_stale(path, name); !way) return way.error();
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.valid()) return failure_of(path, errno);
  // Linux creates the file with the mode of the socket's inode (not documented in unix(7); see
  // unix_bind_bsd in net/unix/af_unix.c), so other users can never connect in between.
  if (fchmod(socket.get(), S_IRUSR | S_IWUSR) != 0) return failure_of(path, errno);
  if (bind(socket.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0) {
    return failure_of(path, errno);
  }
  if (const result<void> opened = set_mode(path, group); !opened) {
    unlink(path.c_str());
    return opened.error();
  }
  if (listen(socket.get(), kBacklog) != 0) return failure_of(path, errno);
  Listeners listeners;
  listeners.sockets.push_back(std::move(socket));
  return listeners;
}

FileIdentity file_identity(const std::string& path) noexcept {
  struct stat status{};
  if (lstat(path.c_str(), &status) != 0) return {};
  return {status.st_dev, status.st_ino};
}

}  // namespace yak::net
