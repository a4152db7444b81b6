// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "net/http_client/transport/client_tls.hpp"
#include "net/http_client/transport/interruptible_wait.hpp"
#include "net/http_client/transport/request_deadline.hpp"
#include "net/http_client/transport/socket_bio.hpp"
#include "yak/task.hpp"

namespace yak::net {

/// A non-blocking socket, with TLS after `start_tls`. Every call returns at once and says what to
/// wait for, so a waiting connection holds no buffer. Use only on its own loop.
class Transport final : public Interruptible {
 public:
  /// Uses the loop's own executor type: a type-erased executor costs memory in every connection.
  using Socket = boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol,
                                                  boost::asio::io_context::executor_type>;
  using Endpoint = boost::asio::generic::stream_protocol::endpoint;

  /// A gather list: `head`, then `body`.
  struct Output {
    std::string_view head;
    std::string_view body;
    [[nodiscard]] std::size_t size() const { return head.size() + body.size(); }
  };
  /// Maximum payload of one TLS record, in bytes (RFC 8446, section 5.1).
  static constexpr std::size_t kRecord = 16384;

  explicit Transport(boost::asio::io_context& loop) : socket_(loop) {}

  /// Opens a socket and starts to connect. Closes a socket opened before.
  IoStep connect(const Endpoint& endpoint);
  /// The state of the connection attempt; call it after want_write, when the socket is ready.
  IoStep connected();
  /// All further reads and writes use TLS; call `handshake` until it returns `done`.
  void start_tls(const ClientTls& tls, const Url& peer, TlsSessions& sessions);
  IoStep handshake() { return tls_->handshake(); }
  /// After the handshake: when the peer's certificate expires.
  [[nodiscard]] std::chrono::sys_seconds certificate_ends() const {
    return tls_->certificate_ends();
  }

  IoStep read(std::span<char> into);
  /// Writes `output` from `offset` on. `scratch` (kRecord bytes) is used to join small pieces into
  /// one TLS record.
  IoStep write(const Output& output, std::size_t offset, std::span<char> scratch);
  /// Whether more data may be available that a wait on the socket would not report.
  [[nodiscard]] bool may_hold_more(std::size_t got, std::size_t room) const {
    return tls_ != nullptr || got == room;
  }

  /// Whether an idle connection can be reused: it is open and no unexpected data has arrived.
  bool is_quiet();
  /// Bytes passed to the kernel so far.
  [[nodiscard]] std::uint64_t sent() const { return tls_ ? tls_->sent() : sent_; }
  /// After `failed`: the error text.
  [[nodiscard]] const std::string& failure() const { return tls_ ? tls_->failure() : failure_; }

  /// After a failed `connect`: whether the process or the system had no free descriptor.
  [[nodiscard]] bool lacks_descriptor() const { return lacks_descriptor_; }

  void close();
  void interrupt() override;
  /// Completes when the socket is ready for the operation that returned `wants`.
  [[nodiscard]] auto ready(IoStatus wants) {
    return socket_.async_wait(
        wants == IoStatus::want_write ? Socket::wait_write : Socket::wait_read, kQuiet);
  }

 private:
  IoStep fail(int code);
  IoStep write_tls(const Output& output, std::size_t offset, std::span<char> scratch);

  Socket socket_;
  std::unique_ptr<TlsEngine> tls_;  // after socket_: its destructor sends close_notify
  std::uint64_t sent_ = 0;
  std::string failure_;
  bool lacks_descriptor_ = false;
};

/// Waits until the transport is ready for `wants`. Fails if a deadline passes or the caller is
/// cancelled; succeeds if only the attempt's share of the time has passed.
task<result<void>> wait_ready(Transport& transport, IoStatus wants, RequestDeadline& deadline);

}  // namespace yak::net
