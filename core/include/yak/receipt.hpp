#pragma once

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

}  // namespace yak
