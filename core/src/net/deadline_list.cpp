// SPDX-License-Identifier: Apache-2.0
#include "net/deadline_list.hpp"

namespace yak::net {

void DeadlineList::set(Entry& entry, Clock::time_point deadline) {
  entry.deadline_ = deadline;
  if (!entry.is_linked()) entries_.push_back(entry);
  if (!ticking_ && !stopped_) schedule();
}

void DeadlineList::stop() {
  stopped_ = true;
  timer_.cancel();
}

void DeadlineList::schedule() {
  ticking_ = true;
  timer_.expires_after(kTick);
  timer_.async_wait([this](const boost::system::error_code& failure) {
    if (failure || stopped_) return;
    fire_passed();
    ticking_ = false;
    if (!entries_.empty()) schedule();
  });
}

void DeadlineList::fire_passed() {
  const auto now = Clock::now();
  for (auto next = entries_.begin(); next != entries_.end();) {
    Entry& entry = *next++;
    if (entry.deadline_ > now) continue;
    clear(entry);
    entry.on_deadline();
  }
}

}  // namespace yak::net
