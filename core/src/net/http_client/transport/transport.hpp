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

/// A non-blocking socket, with TLS once it is started. Every call tries at once and says what to
/// wait for, so a connection that waits holds no buffer. Use it on its own loop only.
class Transport final : public Interruptible {
 public:
  /// Its executor is the loop's own: a type-erased one costs memory in every connection.
  using Socket = boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol,
                                                  boost::asio::io_context::executor_type>;
  using Endpoint = boost::asio::generic::stream_protocol::endpoint;

  /// A gather list: `head`, then `body`.
  struct Output {
    std::string_view head;
    std::string_view body;
    [[nodiscard]] std::size_t size() const { return head.size() + body.size(); }
  };
  /// The most that one TLS record carries (RFC 8446, section 5.1).
  static constexpr std::size_t kRecord = 16384;

  explicit Transport(boost::asio::io_context& loop) : socket_(loop) {}

  /// Opens a socket and begins to connect; closes one opened before.
  IoStep connect(const Endpoint& endpoint);
  /// After want_write: how it went.
  IoStep connected();
  /// All that follows passes through TLS; call `handshake` until it is done.
  void start_tls(const ClientTls& tls, const Url& peer, TlsSessions& sessions);
  IoStep handshake() { return tls_->handshake(); }
  /// After the handshake: when the peer's certificate ends.
  [[nodiscard]] std::chrono::sys_seconds certificate_ends() const {
    return tls_->certificate_ends();
  }

  IoStep read(std::span<char> into);
  /// Writes from `offset` of `output` on. `scratch` (kRecord bytes) joins small pieces into one
  /// TLS record.
  IoStep write(const Output& output, std::size_t offset, std::span<char> scratch);
  /// Bytes that came and that a wait for the socket would not show.
  [[nodiscard]] bool may_hold_more(std::size_t got, std::size_t room) const {
    return tls_ != nullptr || got == room;
  }

  /// Whether an unused connection can still be used: open, and nothing came that nobody asked for.
  bool is_quiet();
  /// Bytes handed to the kernel so far.
  [[nodiscard]] std::uint64_t sent() const { return tls_ ? tls_->sent() : sent_; }
  /// After `failed`: what happened.
  [[nodiscard]] const std::string& failure() const { return tls_ ? tls_->failure() : failure_; }

  /// After a failed `connect`: the process or the machine had no descriptor for it.
  [[nodiscard]] bool lacks_descriptor() const { return lacks_descriptor_; }

  void close();
  void interrupt() override;
  /// Completes when it is worth trying again what wanted to read or to write.
  [[nodiscard]] auto ready(IoStatus wants) {
    return socket_.async_wait(
        wants == IoStatus::want_write ? Socket::wait_write : Socket::wait_read, kQuiet);
  }

 private:
  IoStep fail(int code);
  IoStep write_tls(const Output& output, std::size_t offset, std::span<char> scratch);

  Socket socket_;
  std::unique_ptr<TlsEngine> tls_;  // after the socket: it says goodbye through it
  std::uint64_t sent_ = 0;
  std::string failure_;
  bool lacks_descriptor_ = false;
};

/// Waits until the transport is ready for what `step` wants. Fails when a deadline passes or the
/// caller is cancelled; ends well, too, when only the attempt's share has passed.
task<result<void>> wait_ready(Transport& transport, IoStatus wants, RequestDeadline& deadline);

}  // namespace yak::net
