#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "yak/api.hpp"
#include "yak/task.hpp"

namespace yak {

/// A one-shot signal between threads and coroutines: any thread may `set` it, one coroutine may
/// wait for it and resumes on its own loop. Setting it twice is harmless.
///
/// It must stay until its waiter has resumed. The waiter may destroy it as soon as it resumes:
/// `set` touches it no more by then. A waiter's loop must be there when the event is set; a loop
/// that goes before the waiter has resumed unwinds it.
class YAK_API Event {
 public:
  Event() = default;
  ~Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void set();
  [[nodiscard]] bool is_set() const noexcept;
  /// Returns once the event is set. Not cancellable: meant for short waits on a worker thread.
  task<void> wait();
  /// True when the event was set in time, false when `limit` passed first.
  task<bool> wait_for(std::chrono::milliseconds limit);

 private:
  friend class Wakeups;
  class Waiter;
  class Suspended;
  class Limited;
  class Arrivals;

  /// Makes `waiter` the one to be told; false when the event is set already.
  bool enter(Waiter& waiter) noexcept;
  /// Takes `waiter` back; false when the event was set first, and then `waiter` is its own.
  bool leave(Waiter& waiter) noexcept;
  /// Sets it and gives the waiter that is to be told, if any.
  Waiter* take_waiter() noexcept;

  static constexpr std::uintptr_t kUnset = 0;
  static constexpr std::uintptr_t kSet = 1;

  std::atomic<std::uintptr_t> state_{kUnset};  ///< one of the two, or the waiter's address
  alignas(void*) std::byte suspended_[3 * sizeof(void*)];  ///< the Suspended of `wait`
};

/// Sets many events and wakes each loop once for all of those that wait there; they resume in the
/// order in which they were set. Not thread-safe.
class YAK_API Wakeups {
 public:
  Wakeups() = default;
  /// Sends what is not sent yet.
  ~Wakeups();
  Wakeups(const Wakeups&) = delete;
  Wakeups& operator=(const Wakeups&) = delete;

  /// Sets `event`, whose waiter resumes after `send`. Until then the event must stay.
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

/// Lets the other coroutines of this loop run first.
YAK_API task<void> yield_now();

}  // namespace yak
