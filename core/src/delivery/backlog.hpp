#pragma once

#include <atomic>
#include <cstddef>

namespace yak::delivery {

/// How much work is in memory: messages whose turn is not over, and deliveries that are not final.
///
/// Overflow rule: from the bound on, a message is accepted only to be ended with a word to its
/// sender, which is more use to a person than a service that does not take it; commands still run.
/// At a quarter more nothing is accepted (webhooks answer 503), so memory and the time to resume
/// after a crash stay bounded too. Thread-safe.
class Backlog {
 public:
  explicit Backlog(std::size_t bound) : bound_(bound) {}

  /// Nothing more can be taken in.
  [[nodiscard]] bool is_full() const noexcept { return size() >= bound() + bound() / 4; }
  /// No new turn may wait.
  [[nodiscard]] bool is_over() const noexcept { return size() >= bound(); }
  /// So far below the bound that an overload is over, and not only one message shorter.
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
