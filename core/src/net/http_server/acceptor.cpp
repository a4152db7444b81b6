// SPDX-License-Identifier: Apache-2.0
#include "net/http_server/acceptor.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace yak::net {
namespace {

/// Maximum connections accepted in a row, so that a flood of new ones does not starve open ones.
constexpr int kBatch = 64;

std::string address_text(const sockaddr_storage& peer) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (peer.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(peer);
    inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
  } else if (peer.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(peer);
    // A dual-stack socket shows IPv4 peers as ::ffff:a.b.c.d (RFC 4291, section 2.5.5.2).
    if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {
      inet_ntop(AF_INET, &v6.sin6_addr.s6_addr[12], text.data(), text.size());
    } else {
      inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
    }
  }
  return text.data();
}

bool means_exhausted(int code) {
  return code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM;
}

}  // namespace

std::string peer_of(int socket) {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  if (getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return {};
  return address_text(peer);
}

Acceptor::Acceptor(const boost::asio::any_io_executor& loop, Descriptor listener, Logger& log,
                   Counter& out_of_descriptors, Take take)
    : listener_(loop, listener.release()),
      timer_(loop),
      log_(log),
      out_of_descriptors_(out_of_descriptors),
      take_(std::move(take)) {}

void Acceptor::stop() {
  if (std::exchange(stopped_, true)) return;
  while (accept_some() == Outcome::more) {
  }
  boost::system::error_code ignored;
  listener_.close(ignored);
  timer_.cancel();
}

void Acceptor::leave() {
  if (std::exchange(stopped_, true)) return;
  boost::system::error_code ignored;
  listener_.close(ignored);
  timer_.cancel();
}

Descriptor Acceptor::duplicate() {
  return Descriptor(fcntl(listener_.native_handle(), F_DUPFD_CLOEXEC, 0));
}

void Acceptor::wait() {
  listener_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                       [self = shared_from_this()](const boost::system::error_code& failure) {
                         if (failure || self->stopped_) return;
                         if (self->accept_some() == Outcome::exhausted) {
                           self->rest();
                         } else {
                           self->wait();
                         }
                       });
}

void Acceptor::rest() {
  timer_.expires_after(kRest);
  timer_.async_wait([self = shared_from_this()](const boost::system::error_code& failure) {
    if (!failure && !self->stopped_) self->wait();
  });
}

Acceptor::Outcome Acceptor::accept_some() {
  for (int i = 0; i < kBatch; ++i) {
    const Outcome outcome = accept_one();
    if (outcome != Outcome::more) return outcome;
  }
  return Outcome::more;
}

Acceptor::Outcome Acceptor::accept_one() {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  Descriptor socket(accept4(listener_.native_handle(), reinterpret_cast<sockaddr*>(&peer), &size,
                            SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (socket.valid()) {
    take_(std::move(socket), address_text(peer));
    return Outcome::more;
  }
  const int code = errno;
  if (code == EAGAIN || code == EWOULDBLOCK) return Outcome::drained;
  if (means_exhausted(code)) {
    out_of_descriptors_.add();
    log_.warn("cannot accept connections; will retry", {{"reason", strerrorname_np(code)}});
    return Outcome::exhausted;
  }
  // accept(2) also returns pending network errors of the new connection; skip it and try the next.
  return code == EBADF || code == EINVAL || code == ENOTSOCK ? Outcome::exhausted : Outcome::more;
}

}  // namespace yak::net
