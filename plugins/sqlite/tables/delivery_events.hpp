// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "yak/store.hpp"

namespace yak::sqlite {

/// What the column `delivery.events` holds: a line for each event, oldest first. A line is a
/// letter, the wall time in milliseconds since 1970, and, after a space, a reason where there is
/// one:
///
///     P1767603600123
///     S1767603600125
///     P1767603601200 connection refused
///
/// Capitals are states: Pending, Sending, sent (T, taken), dead (X), in Doubt. Small letters are
/// what the service reported: queued, passed on (s), delivered, read, failed.
///
/// Lines are added by the very UPDATE that changes the row, so that they cost no page of their own.
/// A column is cut to this: its last line then may have no end, and does not count.
inline constexpr std::size_t kMaxEventCharacters = 4096;
/// Events of one delivery that are read; later ones are left out.
inline constexpr std::size_t kMaxEvents = 64;

/// A reason is cut to 160 bytes.
std::string event_line(DeliveryState state, WallTime at, std::string_view reason = {});
std::string event_line(ReceiptStatus status, WallTime at, std::string_view reason = {});

/// Other lines are skipped.
std::vector<DeliveryEvent> events_of(std::string_view column);

}  // namespace yak::sqlite
