// SPDX-License-Identifier: Apache-2.0
#include "yak/thread.hpp"

#include <pthread.h>

#include <utility>

#include "base/async/activity.hpp"

namespace yak {

std::thread start_thread(std::string name, std::function<void()> body) {
  const base::Activity* const creator = base::running_activity();
  const base::InstanceLabel* const whose = creator == nullptr ? nullptr : creator->instance;
  return std::thread([name = std::move(name), body = std::move(body), whose] {
    ::pthread_setname_np(::pthread_self(), name.substr(0, 15).c_str());
    const base::WatchedThread watched(base::WatchedThread::Kind::other);
    const base::MarkedCall call(whose, "thread");
    body();
  });
}

}  // namespace yak
