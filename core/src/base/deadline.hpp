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

/// The alarm of one piece of work, and the way by which its caller's cancellation reaches it.
/// Stands in the caller's frame; everything happens on one loop.
class DeadlineAlarm {
 public:
  /// `caller` is what cancels whoever awaits the work; it must outlive this.
  DeadlineAlarm(Clock& clock, Executor loop, MonotonicTime deadline,
                boost::asio::cancellation_slot caller);
  ~DeadlineAlarm();
  DeadlineAlarm(const DeadlineAlarm&) = delete;
  DeadlineAlarm& operator=(const DeadlineAlarm&) = delete;

  /// Cancels the work.
  [[nodiscard]] boost::asio::cancellation_slot work() { return work_.slot(); }
  /// True when the deadline ended the work.
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

/// Runs `work` on the caller's loop and cancels it (terminally) once `deadline` is there; returns
/// when it has ended in either case. Past the deadline the failure is `timeout`, naming `what`; a
/// value that comes in spite of the cancellation is still given. Without time left the work is not
/// begun. `what` must stay as long as the task.
///
/// What the work throws comes through, but not the cancellation that the deadline caused. When the
/// caller is cancelled, so is the work. Work that does not react to cancellation is awaited all the
/// same: its frame may refer to the caller's.
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
  // Deferred: suspends without a frame of its own.
  co_await asio::async_initiate<const asio::deferred_t&, void()>(std::move(initiate),
                                                                 asio::deferred);
  if (thrown && !(alarm.passed() && is_cancellation(thrown))) std::rethrow_exception(thrown);
  if (!thrown && (!alarm.passed() || value)) co_return std::move(value);
  co_return deadline_passed(what);
}

}  // namespace yak::base
