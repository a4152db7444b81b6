// SPDX-License-Identifier: Apache-2.0
#include "daemon/stop_limit.hpp"

#include <pthread.h>

#include "base/async/activity.hpp"
#include "observe/log/crash_report.hpp"

namespace yak::daemon {
namespace {

using StopClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kStopLookInterval{250};

/// Returns if no loop is blocked.
void end_if_blocked() {
  const auto blocks = base::present_blocks();
  if (blocks.empty()) return;
  for (const base::LoopBlock& block : blocks) {
    observe::write_fault(
        "an event loop is still blocked after the drain timeout; the daemon is terminated",
        block.thread.c_str(), &block.activity);
  }
  observe::end_by_fault();
}

}  // namespace

StopLimit::StopLimit(std::chrono::milliseconds first, std::chrono::milliseconds last)
    : thread_([this, first, last] { run(first, last); }) {}

StopLimit::~StopLimit() {
  {
    const std::lock_guard lock(mutex_);
    has_stopped_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void StopLimit::run(std::chrono::milliseconds first, std::chrono::milliseconds last) {
  pthread_setname_np(pthread_self(), "yak-stop");
  const StopClock::time_point began = StopClock::now();
  const auto has_stopped = [this] { return has_stopped_; };
  std::unique_lock lock(mutex_);
  if (changed_.wait_for(lock, first, has_stopped)) return;
  while (StopClock::now() < began + last) {
    end_if_blocked();
    if (changed_.wait_for(lock, kStopLookInterval, has_stopped)) return;
  }
  observe::write_fault("the daemon does not stop; it is terminated", nullptr, nullptr);
  observe::end_by_fault();
}

}  // namespace yak::daemon
