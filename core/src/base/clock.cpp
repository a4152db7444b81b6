// SPDX-License-Identifier: Apache-2.0
#include "base/clock.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <random>
#include <utility>

namespace yak::base {
namespace {

class TimerAlarm final : public Alarm {
 public:
  TimerAlarm(const Executor& loop, MonotonicTime when, std::function<void()> ring)
      : bell_(std::make_shared<Bell>(loop, when, std::move(ring))) {
    // Weak: a timer that has fired may still be queued on the loop when the alarm is destroyed.
    bell_->timer.async_wait(
        [weak = std::weak_ptr(bell_)](const boost::system::error_code& canceled) {
          if (canceled) return;
          if (const auto bell = weak.lock()) bell->ring();
        });
  }

 private:
  struct Bell {
    Bell(const Executor& loop, MonotonicTime when, std::function<void()> ring)
        : timer(loop, when), ring(std::move(ring)) {}

    boost::asio::steady_timer timer;
    std::function<void()> ring;
  };

  std::shared_ptr<Bell> bell_;
};

}  // namespace

WallTime SystemClock::now() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

MonotonicTime SystemClock::monotonic() const { return std::chrono::steady_clock::now(); }

task<void> SystemClock::sleep(std::chrono::milliseconds span) {
  const auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::steady_timer timer(executor, span);
  co_await timer.async_wait(boost::asio::use_awaitable);
}

std::unique_ptr<Alarm> SystemClock::set_alarm(Executor loop, MonotonicTime when,
                                              std::function<void()> ring) {
  return std::make_unique<TimerAlarm>(loop, when, std::move(ring));
}

SystemRandom::SystemRandom() : state_(0) {
  std::random_device device;
  state_ = (static_cast<std::uint64_t>(device()) << 32U) | device();
}

std::uint64_t SystemRandom::next() {
  std::uint64_t z = state_.fetch_add(0x9e3779b97f4a7c15U, std::memory_order_relaxed);
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

}  // namespace yak::base
