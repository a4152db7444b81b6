// SPDX-License-Identifier: Apache-2.0
#include "yak/event.hpp"

#include <algorithm>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <new>
#include <utility>

namespace yak {
namespace asio = boost::asio;
namespace {

/// The completion handler, which owns its suspended coroutine: destroying it without a call unwinds
/// the coroutine.
using Handler = asio::async_result<asio::use_awaitable_t<>, void()>::handler_type;

}  // namespace

/// A coroutine that waits for an event.
class Event::Waiter {
 public:
  [[nodiscard]] virtual Executor executor() const = 0;
  /// Resumes the waiter, on its loop. The caller must not use the waiter afterwards.
  virtual void arrive() = 0;
  /// Called instead of `arrive` if the loop is destroyed first.
  virtual void abandon() = 0;

  Waiter* next = nullptr;  ///< in the list of waiters that are notified together

 protected:
  ~Waiter() = default;
};

/// A coroutine in `wait`. Stored inside the event, so that waiting allocates nothing.
class Event::Suspended final : public Waiter {
 public:
  explicit Suspended(Handler&& handler) : handler_(std::move(handler)) {}

  [[nodiscard]] Executor executor() const override { return handler_.get_executor(); }
  void arrive() override {
    Handler handler = give();
    const Executor loop = handler.get_executor();
    // Not called directly: a coroutine must be resumed by its own executor.
    loop.execute(std::move(handler));
  }
  void abandon() override { const Handler unwound = give(); }

 private:
  /// The event, which contains this object, may be destroyed as soon as the coroutine resumes.
  Handler give() {
    Handler handler(std::move(handler_));
    std::destroy_at(this);
    return handler;
  }

  Handler handler_;
};

/// A coroutine in `wait_for`, which sleeps on a timer. Owned by the coroutine until the event is
/// set. After that it is also owned by the handler posted to its loop, and only the loop uses it.
class Event::Limited final : public Waiter {
 public:
  explicit Limited(asio::steady_timer& timer) : loop_(timer.get_executor()), timer_(&timer) {}

  [[nodiscard]] Executor executor() const override { return loop_; }
  void arrive() override {
    if (timer_ != nullptr) timer_->cancel();
    release();
  }
  void abandon() override { release(); }
  /// Called after the event was set, when the coroutine resumes or is destroyed.
  void forget() noexcept {
    timer_ = nullptr;
    release();
  }

 private:
  void release() noexcept {
    if (--owners_ == 0) delete this;
  }

  const Executor loop_;  // read by the thread that sets the event while the coroutine may resume
  asio::steady_timer* timer_;
  int owners_ = 2;
};

/// Waiters that are being notified on one loop, all in one handler.
class Event::Arrivals {
 public:
  static void send(const Executor& loop, Waiter* first) { asio::post(loop, Arrivals(first)); }

  Arrivals(Arrivals&& other) noexcept : first_(std::exchange(other.first_, nullptr)) {}
  Arrivals& operator=(Arrivals&&) = delete;
  ~Arrivals() {
    while (first_ != nullptr) take()->abandon();
  }

  void operator()() {
    while (first_ != nullptr) {
      Waiter* waiter = take();
      try {
        waiter->arrive();
      } catch (...) {
        // An exception of a detached coroutine leaves the loop's `run`. The remaining waiters are
        // posted again.
        if (first_ != nullptr) send(first_->executor(), std::exchange(first_, nullptr));
        throw;
      }
    }
  }

 private:
  explicit Arrivals(Waiter* first) : first_(first) {}
  Waiter* take() noexcept { return std::exchange(first_, first_->next); }

  Waiter* first_;
};

bool Event::enter(Waiter& waiter) noexcept {
  std::uintptr_t expected = kUnset;
  const auto address = reinterpret_cast<std::uintptr_t>(&waiter);
  return state_.compare_exchange_strong(expected, address, std::memory_order_acq_rel);
}

bool Event::leave(Waiter& waiter) noexcept {
  auto expected = reinterpret_cast<std::uintptr_t>(&waiter);
  return state_.compare_exchange_strong(expected, kUnset, std::memory_order_acq_rel);
}

Event::Waiter* Event::take_waiter() noexcept {
  const std::uintptr_t before = state_.exchange(kSet, std::memory_order_acq_rel);
  if (before == kUnset || before == kSet) return nullptr;
  // NOLINTNEXTLINE(performance-no-int-to-ptr): an address, neither kUnset nor kSet.
  return reinterpret_cast<Waiter*>(before);
}

void Event::set() {
  if (Waiter* waiter = take_waiter()) Arrivals::send(waiter->executor(), waiter);
}

bool Event::is_set() const noexcept { return state_.load(std::memory_order_acquire) == kSet; }

task<void> Event::wait() {
  auto initiate = [this](auto&& handler) {
    static_assert(sizeof(Suspended) <= sizeof suspended_);
    auto* waiter = ::new (suspended_) Suspended(std::forward<decltype(handler)>(handler));
    // From here on another thread may notify it.
    if (!enter(*waiter)) Arrivals::send(waiter->executor(), waiter);
  };
  return asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(initiate),
                                                                     asio::use_awaitable);
}

task<bool> Event::wait_for(std::chrono::milliseconds limit) {
  if (is_set()) co_return true;
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor, limit);
  auto owned = std::make_unique<Limited>(timer);
  if (!enter(*owned)) co_return true;
  bool in_time = false;
  // Also runs if the coroutine is unwound while it sleeps.
  const auto leave_event = [this, &in_time](Limited* waiter) {
    in_time = !leave(*waiter);
    if (in_time) {
      waiter->forget();
    } else {
      delete waiter;
    }
  };
  std::unique_ptr<Limited, decltype(leave_event)> entered(owned.release(), leave_event);
  boost::system::error_code ignored;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  entered.reset();
  co_return in_time;
}

Wakeups::~Wakeups() { send(); }

void Wakeups::set(Event& event) {
  Event::Waiter* waiter = event.take_waiter();
  if (waiter == nullptr) return;
  const Executor loop = waiter->executor();
  // Coroutines on one loop may have different executors.
  const auto same = [&loop](const Loop& other) {
    return &asio::query(other.executor, asio::execution::context) ==
           &asio::query(loop, asio::execution::context);
  };
  const auto known = std::find_if(loops_.begin(), loops_.end(), same);
  if (known == loops_.end()) {
    loops_.push_back({loop, waiter, waiter});
  } else {
    known->last->next = waiter;
    known->last = waiter;
  }
}

void Wakeups::send() {
  for (const Loop& loop : loops_) Event::Arrivals::send(loop.executor, loop.first);
  loops_.clear();
}

task<void> yield_now() { co_await asio::post(asio::use_awaitable); }

}  // namespace yak
