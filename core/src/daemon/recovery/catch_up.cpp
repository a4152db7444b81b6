// SPDX-License-Identifier: Apache-2.0
#include "daemon/recovery/catch_up.hpp"

#include <algorithm>
#include <vector>

#include "base/exception_text.hpp"

namespace yak::daemon {
namespace {

/// A message may have been in transit, and the service's clock may differ from ours.
constexpr std::chrono::minutes kSlack{2};
constexpr std::chrono::seconds kFirstPause{10};
constexpr std::chrono::seconds kLongestPause{300};

task<result<std::size_t>> ask(Channel& channel, WallTime since) {
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
    const WallTime since = gaps_.at(name).since;
    const base::ActivityScope activity(lease->label, "catch_up");
    const auto found = co_await ask(*lease->channel, since);
    if (!found) {
      put_off(name, found.error());
      continue;
    }
    gaps_.erase(name);
    if (*found > 0) {
      log_.info("caught up on messages that arrived while none could be accepted",
                {{"channel", name}, {"messages", *found}});
    }
  }
}

void CatchUp::put_off(const std::string& channel, const error& failure) {
  Gap& gap = gaps_.at(channel);
  gap.pause = std::clamp(gap.pause * 2, kFirstPause, kLongestPause);
  gap.next_try = clock_.monotonic() + gap.pause;
  log_.warn("could not catch up on missed messages; trying again",
            {{"channel", channel},
             {"reason", failure.message},
             {"seconds", static_cast<std::int64_t>(gap.pause.count())}});
}

}  // namespace yak::daemon
