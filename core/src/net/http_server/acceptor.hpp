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

/// The IP address at the other end of a connection; empty of a Unix socket.
std::string peer_of(int socket);

/// Takes connections from one listening socket on one loop.
///
/// When the process is out of descriptors it rests for a moment: the waiting connection stays
/// readable, and trying again at once would be a busy loop.
class Acceptor : public std::enable_shared_from_this<Acceptor> {
 public:
  /// Gets each connection, non-blocking, and the peer's IP address (empty on a Unix socket).
  using Take = std::function<void(Descriptor socket, std::string remote)>;

  static constexpr std::chrono::milliseconds kRest{100};

  Acceptor(const boost::asio::any_io_executor& loop, Descriptor listener, Logger& log,
           Counter& out_of_descriptors, Take take);

  /// On its loop, like everything here.
  void start() { wait(); }
  /// Takes what the kernel has accepted for us already, then closes the listener.
  void stop();
  /// Closes this end of the listener and takes nothing more: what waits there is for another
  /// process that holds it too.
  void leave();
  /// The listener once more; before `stop` and `leave`, from any thread.
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
