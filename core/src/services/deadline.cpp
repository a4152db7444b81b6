#include "services/deadline.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <memory>

namespace yak::services {
namespace asio = boost::asio;
namespace {

/// The suspended caller, with its handler's type hidden.
struct Caller {
  virtual ~Caller() = default;
  virtual void resume() = 0;
};

template <class Handler>
struct CallerOf final : Caller {
  CallerOf(Executor executor, Handler&& handler)
      : executor(std::move(executor)), handler(std::move(handler)) {}
  void resume() override { asio::dispatch(executor, std::move(handler)); }

  Executor executor;
  Handler handler;
};

/// What came of the race; stands in the caller's frame.
struct Outcome {
  std::exception_ptr thrown;
  bool passed = false;  ///< the deadline ended the work
};

/// The work against its alarm. Everything happens on one loop, so nothing here is locked.
///
/// Only the two coroutines own it, never the caller's frame, which it owns itself through `caller`:
/// when a loop is destroyed with work on it, everything goes.
struct Race : std::enable_shared_from_this<Race> {
  explicit Race(Outcome& outcome) : outcome(outcome) {}

  asio::cancellation_signal work;
  asio::cancellation_signal alarm;
  std::unique_ptr<Caller> caller;
  Outcome& outcome;
  int running = 2;
  bool work_ended = false;
  bool caller_canceled = false;

  /// co_spawn never completes inside its own initiation: it posts first.
  void start(const Executor& executor, task<void> job, task<void> sleep) {
    const auto self = shared_from_this();
    auto on_job = [self](std::exception_ptr thrown) { self->on_work_end(std::move(thrown)); };
    auto on_sleep = [self](const std::exception_ptr&) { self->on_alarm_end(); };
    asio::co_spawn(executor, std::move(job),
                   asio::bind_cancellation_slot(work.slot(), std::move(on_job)));
    asio::co_spawn(executor, std::move(sleep),
                   asio::bind_cancellation_slot(alarm.slot(), std::move(on_sleep)));
  }

  void on_work_end(std::exception_ptr thrown) {
    outcome.thrown = std::move(thrown);
    work_ended = true;
    alarm.emit(asio::cancellation_type::terminal);
    on_end();
  }

  void on_alarm_end() {
    if (!work_ended && !caller_canceled) {
      outcome.passed = true;
      work.emit(asio::cancellation_type::terminal);
    }
    on_end();
  }

  void on_end() {
    if (--running == 0) caller->resume();
  }
};

bool is_cancellation(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const boost::system::system_error& failure) {
    return failure.code() == asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

}  // namespace

task<bool> run_until(Clock& clock, MonotonicTime deadline, task<void> work) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - clock.monotonic());
  if (left.count() <= 0) co_return false;
  const Executor executor = co_await asio::this_coro::executor;
  task<void> sleep = clock.sleep(left);
  Outcome outcome;
  auto initiate = [&outcome, executor, job = std::move(work),
                   alarm = std::move(sleep)](auto&& handler) mutable {
    using Handler = std::decay_t<decltype(handler)>;
    const auto race = std::make_shared<Race>(outcome);
    auto slot = asio::get_associated_cancellation_slot(handler);
    if (slot.is_connected()) {
      slot.assign([weak = std::weak_ptr(race)](asio::cancellation_type type) {
        const auto running = weak.lock();
        if (!running) return;
        running->caller_canceled = true;
        running->work.emit(type);
      });
    }
    race->caller = std::make_unique<CallerOf<Handler>>(executor, std::move(handler));
    race->start(executor, std::move(job), std::move(alarm));
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(initiate),
                                                                       asio::use_awaitable);
  if (outcome.thrown && (!outcome.passed || !is_cancellation(outcome.thrown))) {
    std::rethrow_exception(outcome.thrown);
  }
  co_return !outcome.passed;
}

error deadline_passed(const std::string& what) {
  return error(ErrorKind::timeout, what + " did not end in time");
}

}  // namespace yak::services
