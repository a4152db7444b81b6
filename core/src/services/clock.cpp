#include "services/clock.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <random>

namespace yak::services {

WallTime SystemClock::now() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

MonotonicTime SystemClock::monotonic() const { return std::chrono::steady_clock::now(); }

task<void> SystemClock::sleep(std::chrono::milliseconds span) {
  const auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::steady_timer timer(executor, span);
  co_await timer.async_wait(boost::asio::use_awaitable);
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

}  // namespace yak::services
