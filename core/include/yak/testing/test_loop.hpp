// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <utility>

#include "yak/task.hpp"
#include "yak/testing/running.hpp"

namespace yak::testing {

class ManualClock;

/// An event loop that a test drives on its own thread. Coroutines that are still suspended when it
/// is destroyed are destroyed with it.
class TestLoop {
 public:
  /// Wall-clock limit after which a hanging test fails: far above what any test needs. `scaled`.
  static constexpr std::chrono::milliseconds kLimit{20'000};

  TestLoop() = default;
  TestLoop(const TestLoop&) = delete;
  TestLoop& operator=(const TestLoop&) = delete;

  [[nodiscard]] Executor executor() { return context_.get_executor(); }
  [[nodiscard]] boost::asio::io_context& context() noexcept { return context_; }

  /// Starts `work` and returns at once; it proceeds whenever the loop runs.
  template <class T>
  Running<T> start(task<T> work) {
    return Running<T>(executor(), std::move(work));
  }
  /// Runs the loop until `work` has ended. Returns its value or rethrows its exception.
  template <class T>
  T run(task<T> work) {
    Running<T> running = start(std::move(work));
    finish([&running] { return running.done(); });
    return running.take();
  }
  /// As `run`. Whenever all work waits for time, moves `clock` to the next sleeper.
  template <class T>
  T run(task<T> work, ManualClock& clock) {
    Running<T> running = start(std::move(work));
    finish([&running] { return running.done(); }, &clock);
    return running.take();
  }

  /// Runs all work that is ready, and what becomes ready by it; does not wait.
  void settle();
  /// Moves `clock` forward sleeper by sleeper and settles after each, so that loops of short sleeps
  /// run as often as in real time.
  void advance(ManualClock& clock, std::chrono::milliseconds span);
  /// Runs the loop until `done` returns true. Throws std::runtime_error after kLimit of wall-clock
  /// time.
  void finish(const std::function<bool()>& done, ManualClock* clock = nullptr);

 private:
  boost::asio::io_context context_{1};
};

/// Runs one task on a loop of its own.
template <class T>
T run(task<T> work) {
  TestLoop loop;
  return loop.run(std::move(work));
}

}  // namespace yak::testing
