// SPDX-License-Identifier: Apache-2.0
#include "monitor/store_check.hpp"

namespace yak::monitor {
namespace {

constexpr std::chrono::seconds kCheckInterval{1};
constexpr std::chrono::seconds kLongestCheck{10};

error overdue() {
  return error(ErrorKind::unavailable, "the store's check has not ended after 10 s");
}

}  // namespace

/// Ends the check also if its coroutine is cancelled.
class StoreCheck::Running {
 public:
  explicit Running(StoreCheck& check) : check_(check) {}
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() {
    const std::lock_guard lock(check_.mutex_);
    const bool is_overdue = check_.clock_.monotonic() - *check_.running_since_ >= kLongestCheck;
    if (!has_ended && is_overdue) check_.last_ = overdue();
    check_.running_since_.reset();
  }

  bool has_ended = false;

 private:
  StoreCheck& check_;
};

task<result<void>> StoreCheck::run() {
  {
    const std::lock_guard lock(mutex_);
    const MonotonicTime now = clock_.monotonic();
    if (running_since_) {
      if (now - *running_since_ < kLongestCheck) co_return last_;
      co_return overdue();
    }
    if (checked_at_ && now - *checked_at_ < kCheckInterval) co_return last_;
    running_since_ = now;
  }
  Running running(*this);
  const result<void> checked = co_await store_.check();
  const std::lock_guard lock(mutex_);
  running.has_ended = true;
  last_ = checked;
  checked_at_ = clock_.monotonic();
  co_return checked;
}

}  // namespace yak::monitor
