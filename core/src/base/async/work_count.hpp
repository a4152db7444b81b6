// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>

#include "yak/event.hpp"

namespace yak::base {

/// Counts work in progress, and reports when none is left. Thread-safe.
class WorkCount {
 public:
  /// Sets `none` each time when the count reaches zero, until it is destroyed. There is one watch
  /// at a time. Check the count after making it: it may have reached zero before.
  class Watch {
   public:
    Watch(WorkCount& count, Event& none);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    WorkCount& count_;
  };

  WorkCount& operator++() noexcept {
    ++count_;
    return *this;
  }
  WorkCount& operator--() { return *this -= 1; }
  WorkCount& operator-=(std::size_t done) {
    // Sequentially consistent, like the operations of a watch and of its owner: either the owner
    // reads zero, or this reads that there is a watch.
    if (count_.fetch_sub(done) == done && is_watched_) notify();
    return *this;
  }
  [[nodiscard]] std::size_t load() const noexcept { return count_; }

 private:
  void notify();

  std::atomic<std::size_t> count_{0};
  std::atomic<bool> is_watched_{false};
  std::mutex mutex_;
  Event* none_ = nullptr;
};

}  // namespace yak::base
