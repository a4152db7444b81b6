// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <utility>

#include "net/http_client/transport/request_deadline.hpp"
#include "yak/task.hpp"

namespace yak::net {

/// Completion token of the client's coroutines: allocates no coroutine frame and returns errors as
/// values instead of throwing.
inline constexpr auto kQuiet = boost::asio::as_tuple(boost::asio::deferred);

/// Awaits an operation made with kQuiet, which `subject` can interrupt. Fails if a deadline has
/// passed or the caller was cancelled; the caller must check any other result of the operation
/// itself. The coroutine must have `throw_if_cancelled` off.
template <class Operation>
task<result<void>> await_unless_ended(Operation operation, Interruptible& subject,
                                      RequestDeadline& deadline) {
  // A deadline or cancellation that occurred outside a wait interrupted nothing, so check first.
  if (auto ended = deadline.ended()) co_return *std::move(ended);
  deadline.watch(&subject);
  co_await std::move(operation);
  deadline.watch(nullptr);
  if (auto ended = deadline.ended()) co_return *std::move(ended);
  co_return result<void>();
}

/// Wakes one coroutine of the same loop, once.
class Signal : public Interruptible {
 public:
  explicit Signal(boost::asio::io_context& loop)
      : timer_(loop, boost::asio::steady_timer::time_point::max()) {}
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;

  void notify() {
    notified_ = true;
    timer_.cancel();
  }
  void interrupt() final { timer_.cancel(); }
  /// Succeeds once notified; fails as `await_unless_ended` does.
  task<result<void>> wait(RequestDeadline& deadline);

 protected:
  ~Signal() = default;

 private:
  boost::asio::steady_timer timer_;
  bool notified_ = false;
};

/// Waits for `span`; fails as `await_unless_ended` does.
task<result<void>> pause_for(boost::asio::io_context& loop, std::chrono::milliseconds span,
                             RequestDeadline& deadline);

}  // namespace yak::net
