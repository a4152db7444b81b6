// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "yak/task.hpp"

namespace yak::testing {

/// The state of a started task. Used on the loop's thread only.
struct RunningState {
  boost::asio::cancellation_signal cancel;
  std::exception_ptr thrown;
  bool done = false;
};

/// Starts `work` on `executor`; `state` receives its end.
void start_running(Executor executor, std::shared_ptr<RunningState> state, task<void> work);

/// A handle to a started task. Copies refer to the same task.
template <class T>
class Running {
 public:
  Running(Executor executor, task<T> work) : state_(std::make_shared<State>()) {
    start_running(std::move(executor), state_, keep(std::move(work), state_));
  }

  [[nodiscard]] bool done() const noexcept { return state_->done; }
  /// Cancels it terminally, as the core does. Call it while the loop is not running.
  void cancel() { state_->cancel.emit(boost::asio::cancellation_type::terminal); }
  /// Returns its value, once, or rethrows the task's exception. Throws std::logic_error before the
  /// end.
  T take() {
    if (!state_->done) throw std::logic_error("the task has not ended yet");
    if (state_->thrown) std::rethrow_exception(state_->thrown);
    if constexpr (!std::is_void_v<T>) return std::move(*state_->value);
  }

 private:
  struct Nothing {};
  struct State : RunningState {
    std::optional<std::conditional_t<std::is_void_v<T>, Nothing, T>> value;
  };

  static task<void> keep(task<T> work, std::shared_ptr<State> state) {
    if constexpr (std::is_void_v<T>) {
      co_await std::move(work);
    } else {
      T value = co_await std::move(work);
      state->value.emplace(std::move(value));
    }
  }

  std::shared_ptr<State> state_;
};

}  // namespace yak::testing
