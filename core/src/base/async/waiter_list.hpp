// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "yak/event.hpp"

namespace yak::base {

/// Events that are set together, once. A waiter owns its event and may leave at any time. Not
/// thread-safe, but the waiters may be on other loops.
class WaiterList {
 public:
  void add(const std::shared_ptr<Event>& event) {
    std::erase_if(waiters_, [](const auto& waiter) { return waiter.expired(); });
    waiters_.push_back(event);
  }
  void set_all() {
    for (const auto& waiter : waiters_) {
      if (const auto event = waiter.lock()) event->set();
    }
    waiters_.clear();
  }

 private:
  std::vector<std::weak_ptr<Event>> waiters_;
};

}  // namespace yak::base
