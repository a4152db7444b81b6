// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace yak::daemon {

/// Ends the process as a fault, with exit code 70, if stopping takes too long: after `first` if
/// plugin code blocks an event loop, and after `last` in any case. The fault line names the
/// blocking instance. Armed while the object lives; uses its own thread.
class StopLimit {
 public:
  StopLimit(std::chrono::milliseconds first, std::chrono::milliseconds last);
  /// Disarms the limit: the process has stopped in time.
  ~StopLimit();
  StopLimit(const StopLimit&) = delete;
  StopLimit& operator=(const StopLimit&) = delete;

 private:
  void run(std::chrono::milliseconds first, std::chrono::milliseconds last);

  std::mutex mutex_;
  std::condition_variable changed_;
  bool has_stopped_ = false;
  std::thread thread_;
};

}  // namespace yak::daemon
