// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "yak/api.hpp"
#include "yak/task.hpp"

namespace yak {

/// A one-shot event between threads and coroutines: any thread may `set` it, and one coroutine may
/// wait for it and resumes on its own loop. Setting it twice is harmless.
///
/// The event must live until its waiter has resumed. The waiter may destroy it as soon as it
/// resumes, because `set` does not access it after that. The waiter's loop must exist when the
/// event is set. If the loop is destroyed before the waiter has resumed, the waiter is unwound.
class YAK_API Event {
 public:
  Event() = default;
  ~Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void set();
  [[nodiscard]] bool is_set() const noexcept;
  /// Returns once the event is set. Not cancellable: meant for short waits for a worker thread.
  task<void> wait();
  /// True if the event was set in time, false if `limit` passed first or the caller was cancelled.
  task<bool> wait_for(std::chrono::milliseconds limit);

 private:
  friend class Wakeups;
  class Waiter;
  class Suspended;
  class Limited;
  class Arrivals;

  /// Registers `waiter`; false if the event is already set.
  bool enter(Waiter& waiter) noexcept;
  /// Unregisters `waiter`; false if the event was set first, and then the event no longer refers to
  /// `waiter`.
  bool leave(Waiter& waiter) noexcept;
  /// Sets the event and returns the waiter to notify, if any.
  Waiter* take_waiter() noexcept;

  static constexpr std::uintptr_t kUnset = 0;
  static constexpr std::uintptr_t kSet = 1;

  std::atomic<std::uintptr_t> state_{kUnset};  ///< one of the two, or the waiter's address
  alignas(void*) std::byte suspended_[3 * sizeof(void*)];  ///< storage for the Suspended of `wait`
};

/// Sets many events and wakes each loop once for all waiters on it. The waiters resume in the order
/// in which their events were set. Not thread-safe.
class YAK_API Wakeups {
 public:
  Wakeups() = default;
  /// Calls `send`.
  ~Wakeups();
  Wakeups(const Wakeups&) = delete;
  Wakeups& operator=(const Wakeups&) = delete;

  /// Sets `event`; its waiter resumes after `send`. The event must live until then.
  void set(Event& event);
  void send();

 private:
  struct Loop {
    Executor executor;
    Event::Waiter* first;
    Event::Waiter* last;
  };
  std::vector<Loop> loops_;
};

/// Yields to the other coroutines of this loop.
YAK_API task<void> yield_now();

}  // namespace yak
