#pragma once

#include <sys/socket.h>
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "yak/error.hpp"

namespace yak::net {

/// A file descriptor, closed with its owner.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) noexcept : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();

  [[nodiscard]] int get() const noexcept { return number_; }
  [[nodiscard]] bool valid() const noexcept { return number_ >= 0; }
  int release() noexcept { return std::exchange(number_, -1); }

 private:
  int number_ = -1;
};

/// Sockets that listen, non-blocking, on one address.
struct Listeners {
  Listeners() = default;

  std::vector<Descriptor> sockets;
  std::uint16_t port = 0;  ///< 0 on a Unix socket
  /// They were there before this process: whoever made them may hold them still.
  bool inherited = false;
};

/// `count` sockets on `address`, `HOST:PORT`, among which the kernel spreads connections. The first
/// bind is exclusive, so that another process with SO_REUSEPORT is a `conflict` and not a partner.
result<Listeners> listen_tcp(const std::string& address, std::size_t count);

/// `address`, `HOST:PORT`, with the number that its host stands for: `127.0.0.1:8080`. May ask the
/// network for a name.
result<std::string> resolve_tcp(const std::string& address);
/// The same of an address of the kernel's; of a Unix socket its path.
std::string address_text(const sockaddr_storage& name, socklen_t size);

/// One Unix socket at `path`, for this user alone from its first moment, and then for `group` too
/// unless that is -1. A file that nobody answers on is replaced; a living one, or one that is no
/// socket, is `conflict`; a group that this user may not give it to is `forbidden`.
result<Listeners> listen_unix(const std::string& path, gid_t group = static_cast<gid_t>(-1));

/// A file's identity, so that only the file that was made here is removed again.
struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;
  bool operator==(const FileIdentity&) const = default;
};
/// Of the file at `path`; zeros if there is none.
FileIdentity file_identity(const std::string& path) noexcept;

}  // namespace yak::net
