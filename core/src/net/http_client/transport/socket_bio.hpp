// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/bio.h>

#include <cstddef>
#include <cstdint>

namespace yak::net {

/// The result of a non-blocking operation.
enum class IoStatus : std::uint8_t { done, want_read, want_write, closed, failed };

struct IoStep {
  IoStatus status = IoStatus::done;
  std::size_t bytes = 0;
};

/// State of a BIO over a non-blocking socket. OpenSSL's own socket BIO uses write(2) and thus
/// raises SIGPIPE; this one does not, and it counts the bytes sent.
struct SocketBio {
  int socket = -1;
  std::uint64_t sent = 0;
  int last_errno = 0;
  bool at_end = false;
};

/// Creates a BIO over `state`, which must outlive it. Returns null if out of memory.
BIO* new_socket_bio(SocketBio& state);

}  // namespace yak::net
