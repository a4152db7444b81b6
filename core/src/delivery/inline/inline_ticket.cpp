// SPDX-License-Identifier: Apache-2.0
#include "delivery/inline/inline_ticket.hpp"

namespace yak::delivery {

InlineTicket::~InlineTicket() {
  if (delivery_) written(false);
}

task<const Delivery*> InlineTicket::wait() {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(until_ - clock_.monotonic());
  if (left.count() > 0) {
    const bool settled = co_await settled_.wait_for(left);
    if (settled) co_return delivery_.get();
  }
  State open = State::open;
  if (state_.compare_exchange_strong(open, State::closed)) co_return nullptr;
  // Claimed at the last moment: only the commit remains.
  co_await settled_.wait();
  co_return delivery_.get();
}

void InlineTicket::written(bool whole) {
  if (!delivery_ || reported_.exchange(true)) return;
  outcome_(*delivery_, committed_, whole);
}

void InlineTicket::lost() {
  if (delivery_ && reported_.load()) outcome_(*delivery_, committed_, false);
}

bool InlineTicket::claim() {
  State open = State::open;
  return state_.compare_exchange_strong(open, State::claimed);
}

void InlineTicket::fulfil(Delivery delivery, MonotonicTime now) {
  committed_ = now;
  delivery_ = std::make_unique<Delivery>(std::move(delivery));
  settled_.set();
}

void InlineTicket::release() {
  State open = State::open;
  state_.compare_exchange_strong(open, State::closed);
  settled_.set();
}

}  // namespace yak::delivery
