// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "net/http_server/listeners.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"

namespace yak::net {

/// The IP address of a connection's peer; empty for a Unix socket.
std::string peer_of(int socket);

/// Accepts connections from one listening socket on one loop.
///
/// Pauses for kRest when the process is out of descriptors: the listener stays readable, so an
/// immediate retry would be a busy loop.
class Acceptor : public std::enable_shared_from_this<Acceptor> {
 public:
  /// Called with each connection (non-blocking) and the peer's IP address (empty for a Unix
  /// socket).
  using Take = std::function<void(Descriptor socket, std::string remote)>;

  static constexpr std::chrono::milliseconds kRest{100};

  Acceptor(const boost::asio::any_io_executor& loop, Descriptor listener, Logger& log,
           Counter& out_of_descriptors, Take take);

  /// Starts accepting. Call it on its loop, as every member function but `duplicate`.
  void start() { wait(); }
  /// Accepts the connections that already wait in the backlog, then closes the listener.
  void stop();
  /// Closes the listener without accepting the waiting connections: another process that shares the
  /// socket accepts them.
  void leave();
  /// Duplicates the listener's descriptor. Thread-safe; call it before `stop` or `leave`.
  [[nodiscard]] Descriptor duplicate();

 private:
  enum class Outcome : std::uint8_t { more, drained, exhausted };

  void wait();
  void rest();
  Outcome accept_some();
  Outcome accept_one();

  boost::asio::posix::stream_descriptor listener_;
  boost::asio::steady_timer timer_;
  Logger& log_;
  Counter& out_of_descriptors_;
  Take take_;
  bool stopped_ = false;
};

}  // namespace yak::net
