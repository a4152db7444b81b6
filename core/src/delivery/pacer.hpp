#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "yak/clock.hpp"

namespace yak::delivery {

/// Spaces the sends of each sender address, and keeps an instance quiet while its service asks for
/// it. Thread-safe. Holds one entry a sender address of the configuration.
class Pacer {
 public:
  /// Reserves the next free moment for a send and gives it: `now` or later.
  MonotonicTime reserve(const std::string& instance, const std::string& sender,
                        std::chrono::milliseconds interval, MonotonicTime now);
  /// Nothing leaves `instance` before `until`.
  void pause(const std::string& instance, MonotonicTime until);
  [[nodiscard]] MonotonicTime paused_until(const std::string& instance) const;

 private:
  static constexpr std::size_t kMaxSenders = 1024;

  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, MonotonicTime> next_free_;
  std::map<std::string, MonotonicTime> paused_;
};

}  // namespace yak::delivery
