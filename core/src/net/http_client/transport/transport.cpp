// SPDX-License-Identifier: Apache-2.0
#include "net/http_client/transport/transport.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/crypto.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace yak::net {
namespace {

bool is_passing(int code) { return code == EAGAIN || code == EWOULDBLOCK || code == EINTR; }

void set_no_delay(int socket, int family) {
  if (family != AF_INET && family != AF_INET6) return;
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

iovec piece(std::string_view data) { return {const_cast<char*>(data.data()), data.size()}; }

Transport::Output skip(const Transport::Output& output, std::size_t offset) {
  if (offset < output.head.size()) return {output.head.substr(offset), output.body};
  return {{}, output.body.substr(offset - output.head.size())};
}

}  // namespace

IoStep Transport::fail(int code) {
  failure_ = std::system_category().message(code);
  return {IoStatus::failed};
}

IoStep Transport::connect(const Endpoint& endpoint) {
  close();
  boost::system::error_code failure;
  const int family = endpoint.data()->sa_family;
  socket_.open(endpoint.protocol(), failure);
  if (!failure) socket_.native_non_blocking(true, failure);
  lacks_descriptor_ = failure.value() == EMFILE || failure.value() == ENFILE;
  if (failure) return fail(failure.value());
  const int handle = socket_.native_handle();
  set_no_delay(handle, family);
  if (::connect(handle, endpoint.data(), static_cast<socklen_t>(endpoint.size())) == 0) return {};
  if (errno == EINPROGRESS || errno == EINTR) return {IoStatus::want_write};
  return fail(errno);
}

IoStep Transport::connected() {
  int code = 0;
  socklen_t size = sizeof code;
  if (::getsockopt(socket_.native_handle(), SOL_SOCKET, SO_ERROR, &code, &size) != 0) code = errno;
  if (code != 0) return fail(code);
  sockaddr_storage peer{};
  socklen_t length = sizeof peer;
  // SO_ERROR is also 0 while the connection attempt is in progress; only a connected socket has a
  // peer name.
  if (::getpeername(socket_.native_handle(), reinterpret_cast<sockaddr*>(&peer), &length) != 0) {
    return errno == ENOTCONN ? IoStep{IoStatus::want_write} : fail(errno);
  }
  return {};
}

void Transport::start_tls(const ClientTls& tls, const Url& peer, TlsSessions& sessions) {
  tls_ = std::make_unique<TlsEngine>(tls, socket_.native_handle(), peer, sessions);
}

IoStep Transport::read(std::span<char> into) {
  if (tls_) return tls_->read(into);
  const auto got = ::recv(socket_.native_handle(), into.data(), into.size(), 0);
  if (got > 0) return {IoStatus::done, static_cast<std::size_t>(got)};
  if (got == 0) return {IoStatus::closed};
  return is_passing(errno) ? IoStep{IoStatus::want_read} : fail(errno);
}

IoStep Transport::write(const Output& output, std::size_t offset, std::span<char> scratch) {
  if (tls_) return write_tls(output, offset, scratch);
  const Output rest = skip(output, offset);
  std::array<iovec, 2> pieces{piece(rest.head), piece(rest.body)};
  msghdr message{};
  message.msg_iov = pieces.data();
  message.msg_iovlen = pieces.size();
  const auto sent = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL);
  if (sent < 0) return is_passing(errno) ? IoStep{IoStatus::want_write} : fail(errno);
  sent_ += static_cast<std::uint64_t>(sent);
  return {IoStatus::done, static_cast<std::size_t>(sent)};
}

IoStep Transport::write_tls(const Output& output, std::size_t offset, std::span<char> scratch) {
  const Output rest = skip(output, offset);
  if (rest.head.empty()) return tls_->write(rest.body.substr(0, kRecord));
  const std::size_t from_head = std::min(rest.head.size(), scratch.size());
  const std::size_t from_body = std::min(rest.body.size(), scratch.size() - from_head);
  std::copy_n(rest.head.data(), from_head, scratch.data());
  std::copy_n(rest.body.data(), from_body, scratch.data() + from_head);
  const IoStep step = tls_->write({scratch.data(), from_head + from_body});
  OPENSSL_cleanse(scratch.data(), from_head);
  return step;
}

bool Transport::is_quiet() {
  if (!socket_.is_open()) return false;
  if (tls_) return tls_->is_quiet();
  char byte = 0;
  const auto got = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK);
  return got < 0 && is_passing(errno);
}

void Transport::close() {
  tls_.reset();
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void Transport::interrupt() {
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

task<result<void>> wait_ready(Transport& transport, IoStatus wants, RequestDeadline& deadline) {
  return await_unless_ended(transport.ready(wants), transport, deadline);
}

}  // namespace yak::net
