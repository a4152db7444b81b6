// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "yak/clock.hpp"
#include "yak/error.hpp"
#include "yak/task.hpp"

namespace yak::base {

/// Limits how many operations run at once. Further callers wait in line, first come first served,
/// for a bounded time. Waiting takes no thread: releasing a place wakes the first waiter on its own
/// loop. Thread-safe. Places may outlive the limit.
class ConcurrencyLimit {
  struct State;
  class Stay;

 public:
  /// An acquired place; released on destruction.
  class Slot {
   public:
    Slot() = default;
    Slot(Slot&&) noexcept = default;
    Slot& operator=(Slot&& other) noexcept;
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    ~Slot();

   private:
    friend class ConcurrencyLimit;
    explicit Slot(std::shared_ptr<State> state) : state_(std::move(state)) {}

    std::shared_ptr<State> state_;
  };

  struct Options {
    std::string name;  ///< what is limited, for error messages
    int places = 0;    ///< 0: no limit
    std::chrono::milliseconds max_wait{0};
    /// The most callers that may wait; further ones are refused.
    std::size_t max_waiting = 10'000;
  };

  /// `clock` must outlive all waits.
  ConcurrencyLimit(Clock& clock, Options options);

  /// Returns a place if one is free now.
  [[nodiscard]] std::optional<Slot> try_acquire();
  /// Waits for a place until `deadline`, at most `max_wait`. `rate_limited` if the line is full or
  /// the time passed. A cancelled caller leaves the line.
  task<result<Slot>> acquire(MonotonicTime deadline);

  [[nodiscard]] std::size_t waiting() const;
  [[nodiscard]] int taken() const;

 private:
  [[nodiscard]] error busy() const;

  Clock& clock_;
  Options options_;
  std::shared_ptr<State> state_;
};

}  // namespace yak::base
