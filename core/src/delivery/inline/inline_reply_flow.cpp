// SPDX-License-Identifier: Apache-2.0
#include "delivery/inline/inline_reply_flow.hpp"

#include <utility>
#include <vector>

#include "delivery/home_loop.hpp"

namespace yak::delivery {
namespace {

bool fits_inline(const std::vector<Delivery>& deliveries,
                 const std::optional<ChannelLease>& lease) {
  return lease && lease->capabilities.inline_reply && deliveries.size() == 1 &&
         deliveries.front().content.media.empty();
}

}  // namespace

InlineReplyFlow::InlineReplyFlow(Dependencies dependencies)
    : dependencies_(dependencies),
      recorder_(dependencies.loops, dependencies.journal, dependencies.outbox,
                dependencies.observer) {}

std::shared_ptr<InlineTicket> InlineReplyFlow::open(MonotonicTime until) {
  auto settle = [this](const Delivery& delivery, MonotonicTime committed, bool whole) {
    this->settle(delivery, committed, whole);
  };
  return std::make_shared<InlineTicket>(dependencies_.clock, until, std::move(settle));
}

InlineTicket* InlineReplyFlow::claim(TurnCommit& entry, InlineTicket* ticket,
                                     const std::optional<ChannelLease>& lease) const {
  if (ticket == nullptr) return nullptr;
  if (!fits_inline(entry.deliveries, lease) ||
      !dependencies_.outbox.is_idle(entry.deliveries.front().conversation()) || !ticket->claim()) {
    ticket->release();
    return nullptr;
  }
  entry.deliveries.front().state = DeliveryState::sending;
  entry.deliveries.front().attempts = 1;
  return ticket;
}

void InlineReplyFlow::give_up(TurnCommit& entry, InlineTicket& ticket) {
  entry.deliveries.front().state = DeliveryState::pending;
  entry.deliveries.front().attempts = 0;
  ticket.release();
}

void InlineReplyFlow::write(Delivery delivery, InlineTicket& ticket) const {
  ticket.fulfil(std::move(delivery), dependencies_.clock.monotonic());
}

void InlineReplyFlow::settle(const Delivery& delivery, MonotonicTime committed, bool whole) {
  dependencies_.observer.replied_inline(delivery, whole,
                                        dependencies_.clock.monotonic() - committed);
  const std::size_t home = home_loop(delivery.conversation(), dependencies_.loops);
  if (whole) return recorder_.record_sent(delivery.id, home);
  Delivery doubted = delivery;
  doubted.state = DeliveryState::in_doubt;
  doubted.failure = "the connection broke while the inline reply was written";
  recorder_.record_doubt(std::move(doubted), home);
}

}  // namespace yak::delivery
