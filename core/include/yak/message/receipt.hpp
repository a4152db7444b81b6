// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "yak/message/message.hpp"

namespace yak {

/// Whether a receipt's status changes from `from` to `to`. Callbacks come repeatedly and out of
/// order, so a status only advances. `failed` is final, and is ignored if the message was already
/// reported as delivered or read.
constexpr bool moves_up(ReceiptStatus from, ReceiptStatus to) noexcept {
  const bool arrived = from == ReceiptStatus::delivered || from == ReceiptStatus::read;
  if (to == ReceiptStatus::failed) return from != ReceiptStatus::failed && !arrived;
  return from != ReceiptStatus::failed && to > from;
}

/// The name of a delivery's state in its history (`DeliveryEvent::what`).
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

/// The name of a reported status in a delivery's history.
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

/// Details of events that every store writes alike (`DeliveryEvent::detail`).
inline constexpr std::string_view kSettledByReport = "the service reported it";
inline constexpr std::string_view kInterruptedSend = "the process ended during the send";
inline constexpr std::string_view kRevivedByOperator = "tried again by an operator";

}  // namespace yak
