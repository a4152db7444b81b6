#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "yak/api.hpp"
#include "yak/message.hpp"
#include "yak/task.hpp"

namespace yak {

using MonotonicTime = std::chrono::steady_clock::time_point;

/// A bell that a clock rings once. Destroying it takes it back: it will not ring any more. It
/// belongs to the loop that it was set on.
class YAK_API Alarm {
 public:
  virtual ~Alarm();
};

/// Time, so that a test can turn it. Thread-safe.
class YAK_API Clock {
 public:
  virtual ~Clock();
  /// Wall time (UTC): for what people and other machines see.
  [[nodiscard]] virtual WallTime now() const = 0;
  /// For spans and deadlines.
  [[nodiscard]] virtual MonotonicTime monotonic() const = 0;
  /// Sleeps on the caller's loop. Ends early, by an exception, when the caller is cancelled.
  virtual task<void> sleep(std::chrono::milliseconds span) = 0;
  /// Calls `ring` on `loop`, which the caller runs on, once `when` has come; never from inside this
  /// call. `ring` may destroy the alarm and must not throw. Cheaper than a coroutine that sleeps,
  /// for what nearly always ends before its time.
  [[nodiscard]] virtual std::unique_ptr<Alarm> set_alarm(Executor loop, MonotonicTime when,
                                                         std::function<void()> ring) = 0;
};

/// Randomness for jitter and ids, not for keys. Thread-safe.
class YAK_API Random {
 public:
  virtual ~Random();
  [[nodiscard]] virtual std::uint64_t next() = 0;
  /// Uniform in [0, 1).
  [[nodiscard]] double uniform();
};

}  // namespace yak
