// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "net/http_server/connection/connection_exchange.hpp"
#include "net/http_server/connection/connection_stream.hpp"

namespace yak::net {

/// The stage of a connection, its deadline in each stage, and how it is ended from outside.
/// Subclasses implement what depends on the type of the stream.
class StagedConnection : public ServerConnection {
 public:
  void on_deadline() override;
  void drain() override;
  void abort() override;
  void close_idle() override;

 protected:
  enum class Stage : std::uint8_t { handshake, idle, header, body, handler, write, closing };

  StagedConnection(std::shared_ptr<ServerLoop> loop, std::string remote,
                   ConnectionCounts::CountedConnection place, bool was_served)
      : exchange_(std::move(loop), std::move(remote)),
        served_(was_served),
        place_(std::move(place)) {}

  [[nodiscard]] virtual PlainStream& socket() = 0;
  /// Whether another process can continue the connection with the socket alone (no TLS).
  [[nodiscard]] virtual bool is_plain() const = 0;
  /// Writes what the kernel accepts without blocking. No other read or write may be in progress.
  virtual std::size_t write_now(const Unwritten& rest) = 0;

  /// Enters a stage with the deadline `span` from now.
  void arm(Stage stage, std::chrono::milliseconds span);
  void await_first_byte();
  /// Call it when the first byte of a request has arrived.
  void leave_idle() noexcept { exchange_.loop().leave_idle(*this); }
  void enter_loop();
  void leave_loop() noexcept;

  ConnectionExchange exchange_;
  boost::asio::cancellation_signal handler_stop_;
  Stage stage_ = Stage::handshake;
  bool expired_ = false;      ///< the stage's deadline has passed
  bool cut_off_ = false;      ///< the response of the running handler will be discarded
  bool handed_over_ = false;  ///< a successor also has the socket and serves the next request
  bool served_ = false;       ///< at least one request was served
  bool answered_ = false;     ///< a last response was sent; close so that the peer can read it

 private:
  void expire_handler();
  bool hand_over();

  ConnectionCounts::CountedConnection place_;
};

}  // namespace yak::net
