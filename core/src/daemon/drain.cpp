// SPDX-License-Identifier: Apache-2.0
#include "daemon/drain.hpp"

#include <algorithm>

namespace yak::daemon {
namespace {

using std::chrono::milliseconds;

/// Time for requests that run when the listeners are left, even if the limit has passed.
constexpr std::chrono::seconds kLeastDrain{1};
/// Time for cancelled turns to end.
constexpr milliseconds kDrainGrace{2'000};

}  // namespace

task<void> Drain::run(milliseconds limit, bool hands_over) {
  const auto& [lanes, outbox, inline_replies, runner, servers, clock, log] = dependencies_;
  const MonotonicTime deadline = clock.monotonic() + limit;
  lanes.begin_drain();
  // If another process holds the port too, messages are accepted into the journal until the end, so
  // that clients wait only while the processes change.
  if (hands_over || servers.inherited()) {
    co_await drain_accepting(deadline, hands_over);
  } else {
    co_await servers.drain_open(limit);
    co_await until_idle(deadline);
  }
  outbox.stop();
  runner.stop();
  if (is_idle()) co_return;
  log.warn("the drain timeout passed; unfinished turns wait in the journal",
           {{"turns", lanes.running()}, {"sends", sends()}});
  lanes.abandon();
  co_await until_idle(clock.monotonic() + kDrainGrace);
}

task<void> Drain::drain_accepting(MonotonicTime deadline, bool hands_over) {
  Clock& clock = dependencies_.clock;
  Servers& servers = dependencies_.servers;
  co_await until_idle(deadline);
  servers.leave_listeners(hands_over);
  if (hands_over) servers.keep_idle();
  const auto rest = std::max<std::chrono::nanoseconds>(deadline - clock.monotonic(), kLeastDrain);
  co_await servers.drain_open(std::chrono::ceil<milliseconds>(rest));
  co_await until_idle(std::max(deadline, clock.monotonic() + kLeastDrain));
}

bool Drain::is_idle() const { return dependencies_.lanes.running() == 0 && sends() == 0; }

std::size_t Drain::sends() const {
  return dependencies_.outbox.active() + dependencies_.inline_replies.active();
}

task<void> Drain::until_idle(MonotonicTime deadline) {
  using Watch = base::WorkCount::Watch;
  while (!is_idle()) {
    Event none;
    const Watch turns(dependencies_.lanes.running_turns(), none);
    const Watch conversations(dependencies_.outbox.active_conversations(), none);
    const Watch records(dependencies_.inline_replies.active_records(), none);
    const auto left = std::chrono::ceil<milliseconds>(deadline - dependencies_.clock.monotonic());
    if (is_idle() || left.count() <= 0) co_return;
    co_await none.wait_for(left);
  }
}

}  // namespace yak::daemon
