// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/socket.h>
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "yak/error.hpp"

namespace yak::net {

using base::Descriptor;

/// Non-blocking sockets that listen on one address.
struct Listeners {
  Listeners() = default;

  std::vector<Descriptor> sockets;
  std::uint16_t port = 0;  ///< 0 for a Unix socket
  /// Whether the sockets were inherited; then another process may hold them too.
  bool inherited = false;
};

/// Opens `count` sockets on `address`, `HOST:PORT`; the kernel distributes connections among them.
/// The first bind is exclusive, so that another process that listens on the port with SO_REUSEPORT
/// gives `conflict` instead of sharing the connections.
result<Listeners> listen_tcp(const std::string& address, std::size_t count);

/// Resolves the host of `address`, `HOST:PORT`, to a numeric address: `127.0.0.1:8080`. May block
/// on a DNS lookup.
result<std::string> resolve_tcp(const std::string& address);
/// Formats a socket address in the same way; a Unix socket's address as its path.
std::string address_text(const sockaddr_storage& name, socklen_t size);

/// Opens one Unix socket at `path`. The file is created accessible to its owner only; afterwards
/// `group` gets access too, unless it is -1. Replaces a socket file on which no process listens.
/// Errors: `conflict` if another process listens on it or the file is not a socket, `forbidden` if
/// this user may not change the file's group.
result<Listeners> listen_unix(const std::string& path, gid_t group = static_cast<gid_t>(-1));

/// Identifies a file, so that only a socket file that this process created is removed.
struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;
  bool operator==(const FileIdentity&) const = default;
};
/// The identity of the file at `path`; zeros if it does not exist.
FileIdentity file_identity(const std::string& path) noexcept;

}  // namespace yak::net
