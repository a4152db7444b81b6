// SPDX-License-Identifier: Apache-2.0
#include "net/http_client/transport/socket_bio.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace yak::net {
namespace {

SocketBio& state_of(BIO* bio) { return *static_cast<SocketBio*>(BIO_get_data(bio)); }

bool would_block(int code) { return code == EAGAIN || code == EWOULDBLOCK || code == EINTR; }

int write_socket(BIO* bio, const char* data, int size) {
  SocketBio& state = state_of(bio);
  BIO_clear_retry_flags(bio);
  const auto sent = ::send(state.socket, data, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  if (sent > 0) state.sent += static_cast<std::uint64_t>(sent);
  if (sent < 0) {
    if (would_block(errno)) {
      BIO_set_retry_write(bio);
    } else {
      state.last_errno = errno;
    }
  }
  return static_cast<int>(sent);
}

int read_socket(BIO* bio, char* into, int size) {
  SocketBio& state = state_of(bio);
  BIO_clear_retry_flags(bio);
  const auto got = ::recv(state.socket, into, static_cast<std::size_t>(size), 0);
  if (got == 0) state.at_end = true;
  if (got < 0) {
    if (would_block(errno)) {
      BIO_set_retry_read(bio);
    } else {
      state.last_errno = errno;
    }
  }
  return static_cast<int>(got);
}

long control(BIO* bio, int command, long /*number*/, void* /*pointer*/) {
  if (command == BIO_CTRL_FLUSH) return 1;
  if (command == BIO_CTRL_EOF) return state_of(bio).at_end ? 1 : 0;
  return 0;
}

BIO_METHOD* make_method() {
  BIO_METHOD* const method =
      BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "yak client socket");
  if (method == nullptr) return nullptr;
  BIO_meth_set_write(method, write_socket);
  BIO_meth_set_read(method, read_socket);
  BIO_meth_set_ctrl(method, control);
  return method;
}

}  // namespace

BIO* new_socket_bio(SocketBio& state) {
  // Never freed: destructors that run at process exit may still close connections.
  static BIO_METHOD* const kMethod = make_method();
  BIO* const bio = kMethod == nullptr ? nullptr : BIO_new(kMethod);
  if (bio == nullptr) return nullptr;
  BIO_set_data(bio, &state);
  BIO_set_init(bio, 1);
  return bio;
}

}  // namespace yak::net
