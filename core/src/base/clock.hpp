// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

#include "yak/clock.hpp"

namespace yak::base {

/// The system's clocks.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] WallTime now() const override;
  [[nodiscard]] MonotonicTime monotonic() const override;
  task<void> sleep(std::chrono::milliseconds span) override;
  [[nodiscard]] std::unique_ptr<Alarm> set_alarm(Executor loop, MonotonicTime when,
                                                 std::function<void()> ring) override;
};

/// xorshift-multiply over a shared counter (Steele et al., "Fast splittable pseudorandom number
/// generators", 2014), seeded from the operating system.
class SystemRandom final : public Random {
 public:
  SystemRandom();
  [[nodiscard]] std::uint64_t next() override;

 private:
  std::atomic<std::uint64_t> state_;
};

}  // namespace yak::base
