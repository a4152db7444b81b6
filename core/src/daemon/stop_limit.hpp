#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace yak::daemon {

/// Ends the process, as a fault with the exit code 70, should stopping it take too long: after
/// `first`, if code of a plugin blocks an event loop, and after `last` in any case. The line that
/// it writes names the instance that blocks. While it lives; on a thread of its own.
class StopLimit {
 public:
  StopLimit(std::chrono::milliseconds first, std::chrono::milliseconds last);
  /// The process has stopped in time.
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
