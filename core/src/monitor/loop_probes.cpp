// SPDX-License-Identifier: Apache-2.0
#include "monitor/loop_probes.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <string>

namespace yak::monitor {
namespace {

constexpr std::chrono::milliseconds kProbeInterval{1'000};

}  // namespace

LoopProbes::LoopProbes(net::EventLoops& loops, Clock& clock, Metrics& metrics, Look look)
    : loops_(loops), clock_(clock), look_(std::move(look)) {
  for (std::size_t i = 0; i < loops_.size(); ++i) {
    lags_.push_back(&metrics.histogram(
        "yak_loop_lag_seconds", "How late a timer fires on an event loop, measured once a second",
        {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5},
        {{"loop", std::to_string(i)}}));
  }
}

void LoopProbes::start() {
  for (std::size_t i = 0; i < loops_.size(); ++i) {
    boost::asio::co_spawn(loops_.loop(i), run(i), boost::asio::detached);
  }
}

task<void> LoopProbes::run(std::size_t index) {
  while (!stopping_) {
    const MonotonicTime due = clock_.monotonic() + kProbeInterval;
    co_await clock_.sleep(kProbeInterval);
    const auto late = std::max(clock_.monotonic() - due, MonotonicTime::duration::zero());
    lags_[index]->observe(std::chrono::duration<double>(late).count());
    if (look_) look_(index);
  }
}

}  // namespace yak::monitor
