#include "yak/thread.hpp"

#include <pthread.h>

#include <utility>

#include "base/activity.hpp"

namespace yak {

std::thread start_thread(std::string name, std::function<void()> body) {
  const services::Activity* const creator = services::running_activity();
  const services::InstanceLabel* const whose = creator == nullptr ? nullptr : creator->instance;
  return std::thread([name = std::move(name), body = std::move(body), whose] {
    ::pthread_setname_np(::pthread_self(), name.substr(0, 15).c_str());
    const services::WatchedThread watched(services::WatchedThread::Kind::other);
    const services::MarkedCall call(whose, "thread");
    body();
  });
}

}  // namespace yak
