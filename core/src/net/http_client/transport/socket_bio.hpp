#pragma once

#include <openssl/bio.h>

#include <cstddef>
#include <cstdint>

namespace yak::net {

/// What a non-blocking attempt came to.
enum class IoStatus : std::uint8_t { done, want_read, want_write, closed, failed };

struct IoStep {
  IoStatus status = IoStatus::done;
  std::size_t bytes = 0;
};

/// A non-blocking socket under OpenSSL. OpenSSL's own socket BIO uses write(2) and so raises
/// SIGPIPE; this one does not, and counts what left.
struct SocketBio {
  int socket = -1;
  std::uint64_t sent = 0;
  int last_errno = 0;
  bool at_end = false;
};

/// A BIO over `state`, which must outlive it. Null when memory is out.
BIO* new_socket_bio(SocketBio& state);

}  // namespace yak::net
