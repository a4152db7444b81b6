// SPDX-License-Identifier: Apache-2.0
#include "net/http_client/transport/interruptible_wait.hpp"

namespace yak::net {
namespace {

class PauseTimer final : public Interruptible {
 public:
  PauseTimer(boost::asio::io_context& loop, std::chrono::milliseconds span) : timer(loop, span) {}
  void interrupt() override { timer.cancel(); }

  boost::asio::steady_timer timer;
};

}  // namespace

task<result<void>> pause_for(boost::asio::io_context& loop, std::chrono::milliseconds span,
                             RequestDeadline& deadline) {
  PauseTimer pause(loop, span);
  auto passed = pause.timer.async_wait(kQuiet);
  co_return co_await await_unless_ended(passed, pause, deadline);
}

task<result<void>> Signal::wait(RequestDeadline& deadline) {
  while (!notified_) {
    auto woken = timer_.async_wait(kQuiet);
    auto ended = co_await await_unless_ended(woken, *this, deadline);
    if (!ended) co_return ended.error();
  }
  co_return result<void>();
}

}  // namespace yak::net
