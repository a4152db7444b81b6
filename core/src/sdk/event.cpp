#include "yak/event.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace yak {
namespace asio = boost::asio;
namespace {

/// A suspended coroutine, with its handler's type hidden.
struct Waiter {
  virtual ~Waiter() = default;
  /// Resumes the coroutine on its own loop; called once.
  virtual void resume() = 0;
};

template <class Handler>
struct WaiterOf final : Waiter {
  explicit WaiterOf(Handler&& handler)
      : executor(asio::get_associated_executor(handler)), handler(std::move(handler)) {}
  void resume() override { asio::post(executor, std::move(handler)); }

  asio::associated_executor_t<Handler> executor;
  Handler handler;
};

}  // namespace

struct Event::State {
  std::mutex mutex;
  bool is_set = false;
  std::unique_ptr<Waiter> waiter;
  /// Set while `wait_for` waits: cancelling it must happen on its loop.
  std::optional<asio::any_io_executor> timer_loop;
  std::weak_ptr<asio::steady_timer> timer;
};

Event::Event() : state_(std::make_shared<State>()) {}
Event::~Event() = default;

void Event::set() {
  std::unique_ptr<Waiter> waiter;
  std::optional<asio::any_io_executor> timer_loop;
  std::weak_ptr<asio::steady_timer> weak_timer;
  {
    const std::lock_guard lock(state_->mutex);
    if (std::exchange(state_->is_set, true)) return;
    waiter = std::move(state_->waiter);
    timer_loop = std::move(state_->timer_loop);
    weak_timer = state_->timer;
  }
  if (waiter) waiter->resume();
  if (timer_loop) {
    asio::post(*timer_loop, [weak_timer] {
      if (const auto timer = weak_timer.lock()) timer->cancel();
    });
  }
}

bool Event::is_set() const noexcept {
  const std::lock_guard lock(state_->mutex);
  return state_->is_set;
}

task<void> Event::wait() {
  const auto state = state_;
  auto initiate = [state](auto&& handler) {
    using Handler = std::decay_t<decltype(handler)>;
    auto waiter = std::make_unique<WaiterOf<Handler>>(std::move(handler));
    {
      const std::lock_guard lock(state->mutex);
      if (!state->is_set) {
        state->waiter = std::move(waiter);
        return;
      }
    }
    waiter->resume();
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(initiate),
                                                                       asio::use_awaitable);
}

task<bool> Event::wait_for(std::chrono::milliseconds limit) {
  const auto state = state_;
  const auto executor = co_await asio::this_coro::executor;
  const auto timer = std::make_shared<asio::steady_timer>(executor, limit);
  {
    const std::lock_guard lock(state->mutex);
    if (state->is_set) co_return true;
    state->timer_loop = executor;
    state->timer = timer;
  }
  boost::system::error_code ignored;
  co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  const std::lock_guard lock(state->mutex);
  state->timer_loop.reset();
  co_return state->is_set;
}

task<void> yield_now() { co_await asio::post(asio::use_awaitable); }

}  // namespace yak
