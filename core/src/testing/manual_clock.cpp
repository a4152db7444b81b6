// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/manual_clock.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <mutex>
#include <utility>
#include <vector>

namespace yak::testing {
namespace asio = boost::asio;

/// A sleep is a timer that never expires: the sleeper is woken by cancelling it, and Asio cancels
/// it when the coroutine is cancelled.
struct ManualClock::Sleeper {
  Sleeper(const Executor& executor, MonotonicTime wake)
      : wake(wake), timer(executor, asio::steady_timer::time_point::max()) {}

  MonotonicTime wake;
  asio::steady_timer timer;
  std::function<void()> ring;  ///< for an alarm; a sleep is woken by cancelling its timer
  bool woken = false;
};

struct ManualClock::State {
  std::mutex mutex;
  WallTime now{};
  MonotonicTime monotonic{};
  std::vector<std::shared_ptr<Sleeper>> sleepers;  ///< sorted by time, then by arrival

  void add(const std::shared_ptr<Sleeper>& sleeper) {
    const std::lock_guard lock(mutex);
    const auto place = std::ranges::upper_bound(sleepers, sleeper->wake, {}, &Sleeper::wake);
    sleepers.insert(place, sleeper);
  }

  void forget(const std::shared_ptr<Sleeper>& sleeper) {
    const std::lock_guard lock(mutex);
    std::erase(sleepers, sleeper);
  }

  std::vector<std::shared_ptr<Sleeper>> take_due() {
    std::vector<std::shared_ptr<Sleeper>> due;
    while (!sleepers.empty() && sleepers.front()->wake <= monotonic) {
      sleepers.front()->woken = true;
      due.push_back(std::move(sleepers.front()));
      sleepers.erase(sleepers.begin());
    }
    return due;
  }
};

namespace {

constexpr WallTime kStart{std::chrono::sys_days{std::chrono::January / 5 / 2026} +
                          std::chrono::hours{9}};

}  // namespace

ManualClock::ManualClock() : state_(std::make_shared<State>()) {
  state_->now = kStart;
  // Not zero, so that code can subtract a duration from it.
  state_->monotonic = MonotonicTime{} + std::chrono::hours{1'000};
}
ManualClock::~ManualClock() = default;

WallTime ManualClock::now() const {
  const std::lock_guard lock(state_->mutex);
  return state_->now;
}

MonotonicTime ManualClock::monotonic() const {
  const std::lock_guard lock(state_->mutex);
  return state_->monotonic;
}

task<void> ManualClock::sleep(std::chrono::milliseconds span) {
  const auto state = state_;
  const Executor executor = co_await asio::this_coro::executor;
  if (span.count() <= 0) co_return;
  const auto sleeper = std::make_shared<Sleeper>(executor, monotonic() + span);
  state->add(sleeper);
  // Also runs if the coroutine is destroyed while it sleeps.
  const std::shared_ptr<void> leave(nullptr, [state, sleeper](void*) { state->forget(sleeper); });
  boost::system::error_code outcome;
  co_await sleeper->timer.async_wait(asio::redirect_error(asio::use_awaitable, outcome));
  const std::lock_guard lock(state->mutex);
  if (!sleeper->woken) throw boost::system::system_error(asio::error::operation_aborted);
}

class ManualClock::SetAlarm final : public Alarm {
 public:
  SetAlarm(std::shared_ptr<State> state, std::shared_ptr<Sleeper> sleeper)
      : state_(std::move(state)), sleeper_(std::move(sleeper)) {
    state_->add(sleeper_);
  }
  ~SetAlarm() override {
    state_->forget(sleeper_);
    sleeper_->ring = nullptr;
  }

 private:
  std::shared_ptr<State> state_;
  std::shared_ptr<Sleeper> sleeper_;
};

std::unique_ptr<Alarm> ManualClock::set_alarm(Executor loop, MonotonicTime when,
                                              std::function<void()> ring) {
  auto sleeper = std::make_shared<Sleeper>(loop, when);
  sleeper->ring = std::move(ring);
  return std::make_unique<SetAlarm>(state_, std::move(sleeper));
}

void ManualClock::advance(std::chrono::milliseconds span) {
  std::vector<std::shared_ptr<Sleeper>> due;
  {
    const std::lock_guard lock(state_->mutex);
    state_->now += span;
    state_->monotonic += span;
    due = state_->take_due();
  }
  for (const auto& sleeper : due) {
    asio::post(sleeper->timer.get_executor(), [sleeper] {
      // A copy: the function may destroy its alarm.
      const auto ring = sleeper->ring;
      if (ring) ring();
      sleeper->timer.cancel();
    });
  }
}

bool ManualClock::advance_to_next() {
  const auto wake = next_wake();
  if (!wake) return false;
  advance(std::chrono::ceil<std::chrono::milliseconds>(*wake - monotonic()));
  return true;
}

void ManualClock::set_now(WallTime now) {
  const std::lock_guard lock(state_->mutex);
  state_->now = now;
}

std::size_t ManualClock::sleepers() const {
  const std::lock_guard lock(state_->mutex);
  return state_->sleepers.size();
}

std::optional<MonotonicTime> ManualClock::next_wake() const {
  const std::lock_guard lock(state_->mutex);
  if (state_->sleepers.empty()) return std::nullopt;
  return state_->sleepers.front()->wake;
}

}  // namespace yak::testing
