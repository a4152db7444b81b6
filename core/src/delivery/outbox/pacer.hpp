// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "yak/clock.hpp"

namespace yak::delivery {

/// Spaces out the sends of each sender address, and pauses an instance while its service asks for
/// it. Thread-safe. Holds one entry for each sender address of the configuration.
class Pacer {
 public:
  /// Reserves the next free time slot and returns it: `now` or later.
  MonotonicTime reserve(const std::string& instance, const std::string& sender,
                        std::chrono::milliseconds interval, MonotonicTime now);
  /// The instance sends nothing before `until`.
  void pause(const std::string& instance, MonotonicTime until);
  [[nodiscard]] MonotonicTime paused_until(const std::string& instance) const;

 private:
  static constexpr std::size_t kMaxSenders = 1024;

  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, MonotonicTime> next_free_;
  std::map<std::string, MonotonicTime> paused_;
};

}  // namespace yak::delivery
