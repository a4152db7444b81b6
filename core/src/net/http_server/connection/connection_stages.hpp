#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "net/http_server/connection/connection_exchange.hpp"
#include "net/http_server/connection/connection_stream.hpp"

namespace yak::net {

/// Where a connection stands, what its deadline means there, and how it is ended from outside.
/// What depends on the kind of stream is left to the class on top.
class StagedConnection : public ServerConnection {
 public:
  void on_deadline() override;
  void drain() override;
  void abort() override;
  void close_idle() override;

 protected:
  enum class Stage : std::uint8_t { handshake, idle, header, body, handler, write, closing };

  StagedConnection(std::shared_ptr<ServerLoop> loop, std::string remote,
                   ConnectionCounts::Place place, bool was_served)
      : exchange_(std::move(loop), std::move(remote)),
        served_(was_served),
        place_(std::move(place)) {}

  [[nodiscard]] virtual PlainStream& socket() = 0;
  /// Whether another process could go on with it, knowing no more than the socket.
  [[nodiscard]] virtual bool is_plain() const = 0;
  /// Writes what the kernel takes at once, while nothing else reads or writes.
  virtual std::size_t write_now(const Unwritten& rest) = 0;

  /// Enters a stage that may take `span`.
  void arm(Stage stage, std::chrono::milliseconds span);
  void await_first_byte();
  /// A byte of a request is there.
  void leave_idle() noexcept { exchange_.loop().leave_idle(*this); }
  void enter_loop();
  void leave_loop() noexcept;

  ConnectionExchange exchange_;
  boost::asio::cancellation_signal handler_stop_;
  Stage stage_ = Stage::handshake;
  bool expired_ = false;      ///< the stage's deadline has passed
  bool cut_off_ = false;      ///< the running handler's answer is not wanted any more
  bool handed_over_ = false;  ///< a successor has the socket too, and takes the next request
  bool served_ = false;       ///< at least one request
  bool answered_ = false;     ///< the peer was sent a last response, which it should get to read

 private:
  void expire_handler();
  bool hand_over();

  ConnectionCounts::Place place_;
};

}  // namespace yak::net
