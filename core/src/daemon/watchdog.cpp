// SPDX-License-Identifier: Apache-2.0
#include "daemon/watchdog.hpp"

#include <pthread.h>

#include <boost/asio/post.hpp>
#include <utility>

namespace yak::daemon {

Watchdog::Watchdog(net::EventLoops& loops, std::chrono::microseconds interval,
                   std::function<void()> say)
    : loops_(loops), say_(std::move(say)), round_(std::make_shared<Round>()) {
  if (interval.count() > 0) thread_ = std::thread([this, interval] { run(interval); });
}

Watchdog::~Watchdog() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(round_->mutex);
    round_->stopped = true;
  }
  round_->changed.notify_all();
  thread_.join();
}

void Watchdog::run(std::chrono::microseconds interval) {
  pthread_setname_np(pthread_self(), "yak-watchdog");
  std::unique_lock lock(round_->mutex);
  while (!round_->stopped) {
    round_->awaited = loops_.size();
    for (std::size_t i = 0; i < loops_.size(); ++i) {
      boost::asio::post(loops_.loop(i), [round = round_] {
        const std::lock_guard held(round->mutex);
        --round->awaited;
        round->changed.notify_all();
      });
    }
    round_->changed.wait(lock, [this] { return round_->stopped || round_->awaited == 0; });
    if (round_->stopped) return;
    say_();
    round_->changed.wait_for(lock, interval, [this] { return round_->stopped; });
  }
}

}  // namespace yak::daemon
