#pragma once

#include <atomic>
#include <cstddef>

namespace yak::delivery {

/// How much work is in memory: messages whose turn is not over, and deliveries that are not final.
/// At the bound nothing new is accepted (webhooks answer 503), so memory and the time to resume
/// after a crash stay bounded too. Thread-safe.
class Backlog {
 public:
  explicit Backlog(std::size_t bound) : bound_(bound) {}

  [[nodiscard]] bool is_full() const noexcept { return size() >= bound_; }
  [[nodiscard]] std::size_t size() const noexcept { return size_.load(std::memory_order_relaxed); }
  void add(std::size_t count = 1) noexcept { size_.fetch_add(count, std::memory_order_relaxed); }
  void remove(std::size_t count = 1) noexcept { size_.fetch_sub(count, std::memory_order_relaxed); }

 private:
  std::size_t bound_;
  std::atomic<std::size_t> size_{0};
};

}  // namespace yak::delivery
