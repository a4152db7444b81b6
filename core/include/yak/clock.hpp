#pragma once

#include <chrono>
#include <cstdint>

#include "yak/api.hpp"
#include "yak/message.hpp"
#include "yak/task.hpp"

namespace yak {

using MonotonicTime = std::chrono::steady_clock::time_point;

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
