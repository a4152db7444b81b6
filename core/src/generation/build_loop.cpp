// SPDX-License-Identifier: Apache-2.0
#include "generation/build_loop.hpp"

#include <pthread.h>

#include <utility>
#include <vector>

#include "base/async/activity.hpp"
#include "net/event_loops.hpp"

namespace yak::generation {

BuildLoop::Loop::Loop() : context(1), work(context.get_executor()) {
  net::create_services(context);
  thread = std::thread([this] {
    pthread_setname_np(pthread_self(), "yak-build");
    const base::WatchedThread watched(base::WatchedThread::Kind::other);
    context.run();
  });
}

BuildLoop::BuildLoop() : loop_(std::make_unique<Loop>()) {}

BuildLoop::~BuildLoop() {
  loop_->work.reset();
  loop_->context.stop();
  loop_->thread.join();
}

void BuildLoop::replace() {
  loop_->thread.detach();
  // The thread is blocked inside a plugin. Leak everything that it may still access.
  static auto& lost = *new std::vector<std::unique_ptr<Loop>>;
  lost.push_back(std::move(loop_));
  loop_ = std::make_unique<Loop>();
}

}  // namespace yak::generation
