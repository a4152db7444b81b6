#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <utility>

#include "yak/task.hpp"
#include "yak/testing/running.hpp"

namespace yak::testing {

class ManualClock;

/// An event loop that a test turns by hand, on the test's own thread. Coroutines still suspended
/// when it is destroyed are destroyed with it.
class TestLoop {
 public:
  /// Wall-clock time after which a test that hangs fails instead: far above what any test needs.
  static constexpr std::chrono::milliseconds kLimit{20'000};

  TestLoop() = default;
  TestLoop(const TestLoop&) = delete;
  TestLoop& operator=(const TestLoop&) = delete;

  [[nodiscard]] Executor executor() { return context_.get_executor(); }
  [[nodiscard]] boost::asio::io_context& context() noexcept { return context_; }

  /// Begins `work` and comes back at once; it goes on whenever the loop is turned.
  template <class T>
  Running<T> start(task<T> work) {
    return Running<T>(executor(), std::move(work));
  }
  /// Turns the loop until `work` has ended; gives its value or throws what it threw.
  template <class T>
  T run(task<T> work) {
    Running<T> running = start(std::move(work));
    finish([&running] { return running.done(); });
    return running.take();
  }
  /// As `run`, but whenever everything waits for time, `clock` moves to the next sleeper.
  template <class T>
  T run(task<T> work, ManualClock& clock) {
    Running<T> running = start(std::move(work));
    finish([&running] { return running.done(); }, &clock);
    return running.take();
  }

  /// Runs what is ready, and what becomes ready through it; waits for nothing.
  void settle();
  /// Moves `clock` on sleeper by sleeper and settles after each, so that loops of short sleeps run
  /// as often as they would.
  void advance(ManualClock& clock, std::chrono::milliseconds span);
  /// Turns the loop until `done` says so. Throws std::runtime_error after kLimit of wall-clock
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
