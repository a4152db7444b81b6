// SPDX-License-Identifier: Apache-2.0
#include "daemon/recovery/catch_up.hpp"

#include <algorithm>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <memory>
#include <vector>

#include "base/async/deadline.hpp"
#include "base/exception_text.hpp"

namespace yak::daemon {
namespace asio = boost::asio;
namespace {

/// A message may have been in transit, and the service's clock may differ from ours.
constexpr std::chrono::minutes kSlack{2};
constexpr std::chrono::seconds kFirstPause{10};
constexpr std::chrono::seconds kLongestPause{300};
/// Far above what thousands of messages need: only a call that hangs takes so long.
constexpr std::chrono::minutes kLongestCatchUp{15};

task<result<std::size_t>> call_catch_up(Channel& channel, WallTime since) {
  std::string thrown;
  try {
    co_return co_await channel.catch_up(since);
  } catch (...) {
    thrown = base::exception_text();
  }
  co_return error(ErrorKind::internal, "it threw: " + thrown);
}

}  // namespace

void CatchUp::note_gap(WallTime since) {
  for (const std::string& channel : channels_.names()) {
    const auto [gap, is_new] = gaps_.try_emplace(channel);
    gap->second.since = is_new ? since - kSlack : std::min(gap->second.since, since - kSlack);
    gap->second.next_try = clock_.monotonic();
  }
}

task<result<std::size_t>> CatchUp::ask(Channel& channel, WallTime since) {
  const MonotonicTime limit = clock_.monotonic() + kLongestCatchUp;
  is_asking_ = true;
  const std::shared_ptr<void> ends(nullptr, [this](void*) { is_asking_ = false; });
  co_return co_await base::with_deadline(clock_, limit, "catch_up", call_catch_up(channel, since));
}

task<void> CatchUp::run() {
  std::vector<std::string> due;
  for (const auto& [channel, gap] : gaps_) {
    if (gap.next_try <= clock_.monotonic()) due.push_back(channel);
  }
  for (const std::string& name : due) {
    const auto lease = channels_.lease(name);
    if (!lease) {
      gaps_.erase(name);
      continue;
    }
    // Taken out, because `note_gap` may add a gap of this channel during the call.
    const Gap gap = gaps_.extract(name).mapped();
    const base::ActivityScope activity(lease->label, "catch_up");
    const auto found = co_await ask(*lease->channel, gap.since);
    // The daemon stops.
    const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) co_return;
    if (!found) {
      put_off(name, gap, found.error());
      continue;
    }
    if (*found > 0) {
      log_.info("caught up on messages that arrived while none could be accepted",
                {{"channel", name}, {"messages", *found}});
    }
  }
}

void CatchUp::put_off(const std::string& channel, Gap gap, const error& failure) {
  gap.pause = std::clamp(gap.pause * 2, kFirstPause, kLongestPause);
  gap.next_try = clock_.monotonic() + gap.pause;
  if (const auto added = gaps_.find(channel); added != gaps_.end()) {
    gap.since = std::min(gap.since, added->second.since);
  }
  gaps_.insert_or_assign(channel, gap);
  log_.warn("could not catch up on missed messages; trying again",
            {{"channel", channel},
             {"reason", failure.message},
             {"seconds", static_cast<std::int64_t>(gap.pause.count())}});
}

}  // namespace yak::daemon
