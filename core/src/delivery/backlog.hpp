// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>

namespace yak::delivery {

/// Counts the work in memory: messages whose turn has not ended, and deliveries that are not final.
///
/// From the bound on, messages are accepted only to be ended with a reply to the sender, which
/// helps a person more than a refused webhook; commands still run. At a quarter above the bound
/// nothing is accepted (webhooks answer 503), which bounds the memory and the time to resume after
/// a crash. Thread-safe.
class Backlog {
 public:
  explicit Backlog(std::size_t bound) : bound_(bound) {}

  /// No further message is accepted.
  [[nodiscard]] bool is_full() const noexcept { return size() >= bound() + bound() / 4; }
  /// No further turn may wait.
  [[nodiscard]] bool is_over() const noexcept { return size() >= bound(); }
  /// Whether the backlog is an eighth below the bound, so that the overload is over and not merely
  /// shorter by one message.
  [[nodiscard]] bool has_room() const noexcept { return size() < bound() - bound() / 8; }
  [[nodiscard]] std::size_t bound() const noexcept {
    return bound_.load(std::memory_order_relaxed);
  }
  [[nodiscard]] std::size_t size() const noexcept { return size_.load(std::memory_order_relaxed); }
  void set_bound(std::size_t bound) noexcept { bound_ = bound; }
  void add(std::size_t count = 1) noexcept { size_.fetch_add(count, std::memory_order_relaxed); }
  void remove(std::size_t count = 1) noexcept { size_.fetch_sub(count, std::memory_order_relaxed); }

 private:
  std::atomic<std::size_t> bound_;
  std::atomic<std::size_t> size_{0};
};

}  // namespace yak::delivery
