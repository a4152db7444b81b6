#pragma once

#include <chrono>
#include <memory>

#include "yak/api.hpp"
#include "yak/task.hpp"

namespace yak {

/// A one-shot signal between threads and coroutines: any thread may `set` it, one coroutine may
/// wait for it and resumes on its own loop. Setting it twice is harmless.
class YAK_API Event {
 public:
  Event();
  ~Event();
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void set();
  [[nodiscard]] bool is_set() const noexcept;
  /// Returns once the event is set. Not cancellable: meant for short waits on a worker thread.
  task<void> wait();
  /// True when the event was set in time, false when `limit` passed first.
  task<bool> wait_for(std::chrono::milliseconds limit);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// Lets the other coroutines of this loop run first.
YAK_API task<void> yield_now();

}  // namespace yak
