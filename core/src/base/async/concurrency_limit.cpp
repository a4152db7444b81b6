// SPDX-License-Identifier: Apache-2.0
#include "base/async/concurrency_limit.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>

#include "base/async/deadline.hpp"

namespace yak::base {
namespace asio = boost::asio;
namespace {

/// A waiting coroutine. Its timer never expires: it is woken by cancelling the timer, as Asio also
/// does when the coroutine is cancelled.
struct Waiter {
  explicit Waiter(const Executor& executor)
      : timer(executor, asio::steady_timer::time_point::max()) {}

  asio::steady_timer timer;
  bool granted = false;
  std::list<std::shared_ptr<Waiter>>::iterator place;  ///< position in the line, until granted
};

enum class Joined : std::uint8_t { has_place, in_line, full };

task<result<void>> wait_in_line(std::shared_ptr<Waiter> waiter) {
  boost::system::error_code ignored;
  co_await waiter->timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  co_return result<void>();
}

}  // namespace

/// While there are waiters no place is free: a released place is granted to the first waiter
/// directly, so that a new caller cannot overtake it.
struct ConcurrencyLimit::State {
  explicit State(int places) : free(places) {}

  bool take() {
    const std::lock_guard lock(mutex);
    if (free <= 0) return false;
    --free;
    return true;
  }

  Joined join(const std::shared_ptr<Waiter>& waiter, std::size_t max_waiting) {
    const std::lock_guard lock(mutex);
    if (free > 0) {
      --free;
      return Joined::has_place;
    }
    if (line.size() >= max_waiting) return Joined::full;
    waiter->place = line.insert(line.end(), waiter);
    return Joined::in_line;
  }

  void give_back() {
    const std::lock_guard lock(mutex);
    if (line.empty()) {
      ++free;
      return;
    }
    const std::shared_ptr<Waiter> next = std::move(line.front());
    line.pop_front();
    next->granted = true;
    // Under the lock, which the waiter takes before it leaves, so its loop still exists.
    asio::post(next->timer.get_executor(), [next] { next->timer.cancel(); });
  }

  /// Whether the waiter was granted a place; if not, removes it from the line.
  bool leave(Waiter& waiter) {
    const std::lock_guard lock(mutex);
    if (waiter.granted) return true;
    line.erase(waiter.place);
    return false;
  }

  std::mutex mutex;
  int free;
  std::list<std::shared_ptr<Waiter>> line;
};

/// Holds a waiter's position in the line. A place that was granted is not lost, whatever ends the
/// wait (the grant, the deadline, a cancellation, the destruction of the loop).
class ConcurrencyLimit::Stay {
 public:
  Stay(std::shared_ptr<State> state, std::shared_ptr<Waiter> waiter)
      : state_(std::move(state)), waiter_(std::move(waiter)) {}
  Stay(const Stay&) = delete;
  Stay& operator=(const Stay&) = delete;
  ~Stay() { end(); }

  /// Ends the wait. Returns the place, if granted.
  std::optional<Slot> end() {
    if (!waiter_) return std::nullopt;
    const bool granted = state_->leave(*waiter_);
    waiter_.reset();
    if (!granted) return std::nullopt;
    return Slot(state_);
  }

 private:
  std::shared_ptr<State> state_;
  std::shared_ptr<Waiter> waiter_;
};

ConcurrencyLimit::Slot& ConcurrencyLimit::Slot::operator=(Slot&& other) noexcept {
  if (this != &other) {
    if (state_) state_->give_back();
    state_ = std::move(other.state_);
  }
  return *this;
}

ConcurrencyLimit::Slot::~Slot() {
  if (state_) state_->give_back();
}

ConcurrencyLimit::ConcurrencyLimit(Clock& clock, Options options)
    : clock_(clock),
      options_(std::move(options)),
      state_(std::make_shared<State>(options_.places)) {}

std::optional<ConcurrencyLimit::Slot> ConcurrencyLimit::try_acquire() {
  if (options_.places <= 0) return Slot();
  if (!state_->take()) return std::nullopt;
  return Slot(state_);
}

task<result<ConcurrencyLimit::Slot>> ConcurrencyLimit::acquire(MonotonicTime deadline) {
  if (options_.places <= 0) co_return Slot();
  const Executor executor = co_await asio::this_coro::executor;
  const auto waiter = std::make_shared<Waiter>(executor);
  const Joined joined = state_->join(waiter, options_.max_waiting);
  if (joined == Joined::has_place) co_return Slot(state_);
  if (joined == Joined::full) co_return busy();
  Stay stay(state_, waiter);
  const MonotonicTime limit = std::min(deadline, clock_.monotonic() + options_.max_wait);
  task<result<void>> wait = wait_in_line(waiter);
  co_await with_deadline(clock_, limit, options_.name, std::move(wait));
  std::optional<Slot> place = stay.end();
  if (place) co_return std::move(*place);
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  if (cancellation.cancelled() != asio::cancellation_type::none) {
    co_return error(ErrorKind::canceled, "cancelled while waiting for " + options_.name);
  }
  co_return busy();
}

error ConcurrencyLimit::busy() const {
  return error(ErrorKind::rate_limited, "all " + std::to_string(options_.places) + " places of " +
                                            options_.name + " are taken");
}

std::size_t ConcurrencyLimit::waiting() const {
  const std::lock_guard lock(state_->mutex);
  return state_->line.size();
}

int ConcurrencyLimit::taken() const {
  const std::lock_guard lock(state_->mutex);
  return options_.places <= 0 ? 0 : options_.places - state_->free;
}

}  // namespace yak::base
