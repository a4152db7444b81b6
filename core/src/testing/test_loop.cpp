// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/test_loop.hpp"

#include <stdexcept>
#include <string>

#include "yak/testing/manual_clock.hpp"
#include "yak/testing/time_limit.hpp"

namespace yak::testing {

void TestLoop::settle() {
  do {
    context_.restart();
  } while (context_.poll() > 0);
}

void TestLoop::advance(ManualClock& clock, std::chrono::milliseconds span) {
  const MonotonicTime end = clock.monotonic() + span;
  settle();
  for (auto wake = clock.next_wake(); wake && *wake <= end; wake = clock.next_wake()) {
    clock.advance_to_next();
    settle();
  }
  clock.advance(std::chrono::ceil<std::chrono::milliseconds>(end - clock.monotonic()));
  settle();
}

void TestLoop::finish(const std::function<bool()>& done, ManualClock* clock) {
  const auto limit = std::chrono::steady_clock::now() + scaled(kLimit);
  while (!done()) {
    if (std::chrono::steady_clock::now() > limit) {
      throw std::runtime_error("the test timed out: does a sleeper wait for ManualClock::advance?");
    }
    context_.restart();
    if (context_.poll() > 0 || (clock != nullptr && clock->advance_to_next())) continue;
    // Waits for another thread or a socket. The step bounds only how late the limit is noticed.
    context_.run_one_for(std::chrono::milliseconds{50});
  }
}

}  // namespace yak::testing
