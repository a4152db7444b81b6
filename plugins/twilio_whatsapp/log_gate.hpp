// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>

#include "yak/clock.hpp"

namespace yak::twilio {

/// Limits a log line that strangers can cause to one per span. Thread-safe.
class LogGate {
 public:
  explicit LogGate(std::chrono::milliseconds span) : span_(span) {}

  /// Empty when the line must be held back, else how many were held back since the last one.
  std::optional<std::uint64_t> admit(MonotonicTime now) {
    const std::lock_guard lock(mutex_);
    if (last_ && now - *last_ < span_) {
      ++held_back_;
      return std::nullopt;
    }
    last_ = now;
    return std::exchange(held_back_, 0);
  }

 private:
  std::chrono::milliseconds span_;
  std::mutex mutex_;
  std::optional<MonotonicTime> last_;
  std::uint64_t held_back_ = 0;
};

}  // namespace yak::twilio
