// SPDX-License-Identifier: Apache-2.0
#include "daemon/recovery/watch.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>

#include "base/async/spawn.hpp"

namespace yak::daemon {
namespace asio = boost::asio;
namespace {

constexpr std::chrono::milliseconds kWatchInterval{1'000};
/// Checking the store costs a write.
constexpr std::chrono::seconds kStoreEvery{5};
constexpr std::chrono::seconds kMarkEvery{30};

}  // namespace

Watch::Watch(monitor::Health& health, delivery::Gate& gate,
             const delivery::ChannelDirectory& channels, KeyValue& keys, Clock& clock, Logger& log)
    : health_(health),
      gate_(gate),
      alive_(keys),
      catch_up_(channels, clock, log),
      clock_(clock),
      log_(log) {}

task<void> Watch::run(std::optional<WallTime> away_since) {
  last_ready_ = clock_.now();
  if (away_since) catch_up_.note_gap(*away_since);
  co_await look();
  // A coroutine of its own: a channel may need minutes, and the checks must go on.
  base::spawn(co_await asio::this_coro::executor, catch_up(), log_, "catch_up",
              end_catch_up_.slot());
  while (!stopping_) {
    co_await clock_.sleep(kWatchInterval);
    co_await look();
  }
  end_catch_up_.emit(asio::cancellation_type::terminal);
}

task<void> Watch::catch_up() {
  while (!stopping_) {
    if (ready_) co_await catch_up_.run();
    co_await clock_.sleep(kWatchInterval);
  }
}

task<void> Watch::look() {
  const monitor::Health::Check disk = health_.check_disk();
  gate_.set_open(disk.passed);
  const MonotonicTime now = clock_.monotonic();
  if (disk.passed && ready_ && now < next_store_look_) co_return;
  next_store_look_ = now + kStoreEvery;
  const std::vector<monitor::Health::Check> all = co_await health_.checks();
  turn(all);
  if (!ready_) co_return;
  last_ready_ = clock_.now();
  if (const auto refused = gate_.take_refused()) catch_up_.note_gap(*refused);
  // While a gap is not caught up on, the mark stays old, so that the next start looks for it too.
  if (now < next_mark_ || !catch_up_.is_idle()) co_return;
  if (co_await alive_.write(last_ready_)) next_mark_ = now + kMarkEvery;
}

void Watch::turn(const std::vector<monitor::Health::Check>& checks) {
  const bool ready = std::ranges::all_of(checks, &monitor::Health::Check::passed);
  if (ready == ready_) return;
  ready_ = ready;
  if (!ready) unready_since_ = clock_.monotonic();
  if (ready) {
    log_.info("ready again", {{"seconds", std::chrono::duration_cast<std::chrono::seconds>(
                                              clock_.monotonic() - unready_since_)
                                              .count()}});
    catch_up_.note_gap(last_ready_);
  } else {
    std::string why;
    for (const monitor::Health::Check& check : checks) {
      if (check.passed) continue;
      why += (why.empty() ? "" : "; ") + check.name + ": " + check.detail;
    }
    log_.warn("not ready: messages are refused", {{"reason", why}});
  }
}

}  // namespace yak::daemon
