// SPDX-License-Identifier: Apache-2.0
#include "generation/hand_over.hpp"

#include <algorithm>
#include <utility>

#include "base/exception_text.hpp"

namespace yak::generation {

task<result<void>> HandOver::end_receiving(BuiltInstancePtr<Channel> running) {
  if (has_ended(running)) co_return result<void>();
  // A failed build is over before its channels receive again.
  auto slot = co_await running->hand_over.acquire(MonotonicTime::max());
  if (!slot) co_return slot.error();
  Channel& channel = *running->instance;
  const base::ActivityScope activity(running->context->label(), "hand over");
  {
    const std::lock_guard lock(mutex_);
    if (is_given_up_) co_return error(ErrorKind::canceled, "the build was given up");
    // Before the call: if it is cancelled or throws, the channel must receive again.
    handed_over_.push_back({std::move(running), *std::move(slot)});
  }
  co_await channel.hand_over();
  co_return result<void>();
}

bool HandOver::has_ended(const BuiltInstancePtr<Channel>& running) {
  const std::lock_guard lock(mutex_);
  return std::ranges::find(handed_over_, running, &Ended::running) != handed_over_.end();
}

std::vector<HandOver::Ended> HandOver::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(handed_over_, {});
}

void HandOver::settle() { take(); }

void HandOver::give_up() {
  const std::lock_guard lock(mutex_);
  is_given_up_ = true;
}

task<void> HandOver::take_back() {
  for (auto channels = take(); !channels.empty(); channels.pop_back()) {
    const BuiltInstancePtr<Channel>& running = channels.back().running;
    const base::ActivityScope activity(running->context->label(), "take back");
    try {
      co_await running->instance->take_back();
    } catch (...) {
      log_.error("a channel may not receive any more: it threw when it should take over again",
                 {{"channel", running->context->instance()}, {"reason", base::exception_text()}});
    }
  }
}

}  // namespace yak::generation
