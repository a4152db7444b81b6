// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "yak/api.hpp"
#include "yak/message/message.hpp"
#include "yak/task.hpp"

namespace yak {

using MonotonicTime = std::chrono::steady_clock::time_point;

/// A one-shot alarm set on a clock. Destroying it cancels it: `ring` is not called any more. It
/// must be used on the loop that it was set on only.
class YAK_API Alarm {
 public:
  virtual ~Alarm();
};

/// The source of time, replaceable in tests. Thread-safe.
class YAK_API Clock {
 public:
  virtual ~Clock();
  /// Wall time (UTC): for times that people and other machines see.
  [[nodiscard]] virtual WallTime now() const = 0;
  /// Monotonic time: for durations and deadlines.
  [[nodiscard]] virtual MonotonicTime monotonic() const = 0;
  /// Sleeps on the caller's loop. If the caller is cancelled, throws `boost::system::system_error`
  /// with `boost::asio::error::operation_aborted`.
  virtual task<void> sleep(std::chrono::milliseconds span) = 0;
  /// Calls `ring` on `loop` at `when`, never from inside this call. The caller must run on `loop`.
  /// `ring` may destroy the alarm and must not throw. Cheaper than a coroutine that sleeps, for
  /// timeouts that rarely expire.
  [[nodiscard]] virtual std::unique_ptr<Alarm> set_alarm(Executor loop, MonotonicTime when,
                                                         std::function<void()> ring) = 0;
};

/// Random numbers for jitter and ids, not for keys. Thread-safe.
class YAK_API Random {
 public:
  virtual ~Random();
  [[nodiscard]] virtual std::uint64_t next() = 0;
  /// Uniform in [0, 1).
  [[nodiscard]] double uniform();
};

}  // namespace yak
