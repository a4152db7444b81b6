// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <utility>

#include "yak/message/message.hpp"

namespace yak::delivery {

/// Decides whether messages may be accepted. It is closed until the unfinished work of an earlier
/// run is back in its lanes, and while the disk is nearly full, before writes would fail. It
/// records since when messages were refused, so that channels can catch up afterwards. Thread-safe.
class Gate {
 public:
  /// No message is accepted before `end_recovery`: it would overtake unfinished messages of its
  /// conversation from an earlier run. Without this call the gate is recovered from the start.
  void begin_recovery() noexcept { recovered_ = false; }
  void end_recovery() noexcept { recovered_ = true; }
  [[nodiscard]] bool is_recovered() const noexcept { return recovered_.load(); }

  void set_open(bool open) noexcept { open_ = open; }
  [[nodiscard]] bool is_open() const noexcept { return open_.load(std::memory_order_relaxed); }

  /// Records that a message was refused, by the gate or for another reason.
  void note_refused(WallTime now) {
    const std::lock_guard lock(mutex_);
    if (!refused_since_) refused_since_ = now;
  }
  /// The time of the first refused message since the last call, if any.
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
