// SPDX-License-Identifier: Apache-2.0
#include "delivery/outbox/pacer.hpp"

#include <algorithm>

namespace yak::delivery {

MonotonicTime Pacer::reserve(const std::string& instance, const std::string& sender,
                             std::chrono::milliseconds interval, MonotonicTime now) {
  const std::lock_guard lock(mutex_);
  MonotonicTime at = now;
  if (const auto paused = paused_.find(instance); paused != paused_.end()) {
    at = std::max(at, paused->second);
  }
  if (interval.count() == 0) return at;
  // Entries in the past have no effect.
  if (next_free_.size() >= kMaxSenders) {
    std::erase_if(next_free_, [now](const auto& entry) { return entry.second <= now; });
  }
  MonotonicTime& next = next_free_[{instance, sender}];
  at = std::max(at, next);
  next = at + interval;
  return at;
}

void Pacer::pause(const std::string& instance, MonotonicTime until) {
  const std::lock_guard lock(mutex_);
  MonotonicTime& paused = paused_[instance];
  paused = std::max(paused, until);
}

MonotonicTime Pacer::paused_until(const std::string& instance) const {
  const std::lock_guard lock(mutex_);
  const auto found = paused_.find(instance);
  return found == paused_.end() ? MonotonicTime::min() : found->second;
}

}  // namespace yak::delivery
