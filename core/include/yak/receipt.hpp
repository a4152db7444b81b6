#pragma once

#include <string_view>

#include "yak/message.hpp"

namespace yak {

/// Whether a receipt that stands at `from` moves to `to`. Callbacks come out of order and more than
/// once, so that a status only ever moves up; `failed` ends it, unless the other side has already
/// said that the message arrived.
constexpr bool moves_up(ReceiptStatus from, ReceiptStatus to) noexcept {
  const bool arrived = from == ReceiptStatus::delivered || from == ReceiptStatus::read;
  if (to == ReceiptStatus::failed) return from != ReceiptStatus::failed && !arrived;
  return from != ReceiptStatus::failed && to > from;
}

/// What a delivery's history (`DeliveryEvent::what`) calls a state that it came to.
constexpr std::string_view event_name(DeliveryState state) noexcept {
  switch (state) {
    case DeliveryState::pending: return "pending";
    case DeliveryState::sending: return "sending";
    case DeliveryState::sent: return "sent";
    case DeliveryState::dead: return "dead";
    case DeliveryState::in_doubt: break;
  }
  return "in doubt";
}

/// The same of what the other side told.
constexpr std::string_view event_name(ReceiptStatus status) noexcept {
  switch (status) {
    case ReceiptStatus::none: break;
    case ReceiptStatus::queued: return "queued";
    case ReceiptStatus::sent: return "passed on";
    case ReceiptStatus::delivered: return "delivered";
    case ReceiptStatus::read: return "read";
    case ReceiptStatus::failed: return "failed";
  }
  return "unknown";
}

}  // namespace yak
