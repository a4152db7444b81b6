// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>
#include <memory>
#include <string>
#include <utility>

#include "yak/clock.hpp"
#include "yak/error.hpp"
#include "yak/task.hpp"

namespace yak::base {

/// The deadline of one operation. Also forwards its caller's cancellation to it. Lives in the
/// caller's frame; used on one loop only.
class DeadlineAlarm {
 public:
  /// `caller` is the cancellation slot of the awaiting coroutine; it must outlive this object.
  DeadlineAlarm(Clock& clock, Executor loop, MonotonicTime deadline,
                boost::asio::cancellation_slot caller);
  ~DeadlineAlarm();
  DeadlineAlarm(const DeadlineAlarm&) = delete;
  DeadlineAlarm& operator=(const DeadlineAlarm&) = delete;

  /// The slot by which the operation is cancelled.
  [[nodiscard]] boost::asio::cancellation_slot work() { return work_.slot(); }
  /// Whether the deadline ended the operation.
  [[nodiscard]] bool passed() const noexcept { return passed_; }

 private:
  boost::asio::cancellation_signal work_;
  boost::asio::cancellation_slot caller_;
  std::unique_ptr<Alarm> alarm_;
  bool passed_ = false;
  bool caller_canceled_ = false;
};

error deadline_passed(const std::string& what);
[[nodiscard]] bool is_cancellation(const std::exception_ptr& thrown);

/// Runs `work` on the caller's loop and cancels it (terminally) at `deadline`; returns when it has
/// ended. If the deadline passed, the error is `timeout` and names `what`; a value that `work`
/// returns in spite of the cancellation is still returned. If no time is left, `work` is not
/// started. `what` must live as long as the task.
///
/// Exceptions of `work` propagate, except for the cancellation that the deadline caused. A
/// cancellation of the caller is forwarded. Work that ignores cancellation is awaited nevertheless,
/// because its frame may refer to the caller's.
template <class T>
task<result<T>> with_deadline(Clock& clock, MonotonicTime deadline, const std::string& what,
                              task<result<T>> work) {
  namespace asio = boost::asio;
  if (clock.monotonic() >= deadline) co_return deadline_passed(what);
  const Executor loop = co_await asio::this_coro::executor;
  const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
  DeadlineAlarm alarm(clock, loop, deadline, state.slot());
  std::exception_ptr thrown;
  result<T> value;
  auto initiate = [&](auto handler) {
    auto ended = [&thrown, &value, handler = std::move(handler)](std::exception_ptr failure,
                                                                 result<T> given) mutable {
      thrown = std::move(failure);
      value = std::move(given);
      std::move(handler)();
    };
    asio::co_spawn(loop, std::move(work),
                   asio::bind_cancellation_slot(alarm.work(), std::move(ended)));
  };
  // Deferred: suspends without a coroutine frame of its own.
  co_await asio::async_initiate<const asio::deferred_t&, void()>(std::move(initiate),
                                                                 asio::deferred);
  if (thrown && !(alarm.passed() && is_cancellation(thrown))) std::rethrow_exception(thrown);
  if (!thrown && (!alarm.passed() || value)) co_return std::move(value);
  co_return deadline_passed(what);
}

}  // namespace yak::base
