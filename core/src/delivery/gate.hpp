#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <utility>

#include "yak/message.hpp"

namespace yak::delivery {

/// Whether messages may come in. It is closed until the unfinished work of an earlier run is back
/// in its lanes, and before a write would fail (the disk is nearly full). It remembers since when
/// messages were turned away, so that they can be caught up on afterwards. Thread-safe.
class Gate {
 public:
  /// Nothing comes in before `end_recovery`: a message accepted earlier would overtake those of its
  /// conversation that an earlier run left unfinished. Without this call the gate begins recovered.
  void begin_recovery() noexcept { recovered_ = false; }
  void end_recovery() noexcept { recovered_ = true; }
  [[nodiscard]] bool is_recovered() const noexcept { return recovered_.load(); }

  void set_open(bool open) noexcept { open_ = open; }
  [[nodiscard]] bool is_open() const noexcept { return open_.load(std::memory_order_relaxed); }

  /// A message was turned away, here or for another reason.
  void note_refused(WallTime now) {
    const std::lock_guard lock(mutex_);
    if (!refused_since_) refused_since_ = now;
  }
  /// Since when messages were turned away, if any was since the last time it was asked.
  std::optional<WallTime> take_refused() {
    const std::lock_guard lock(mutex_);
    return std::exchange(refused_since_, std::nullopt);
  }

 private:
  std::atomic<bool> recovered_{true};
  std::atomic<bool> open_{true};
  std::mutex mutex_;
  std::optional<WallTime> refused_since_;
};

}  // namespace yak::delivery
