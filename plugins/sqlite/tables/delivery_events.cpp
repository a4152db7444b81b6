// SPDX-License-Identifier: Apache-2.0
#include "sqlite/tables/delivery_events.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "yak/message/receipt.hpp"
#include "yak/text/utf8.hpp"

namespace yak::sqlite {
namespace {

constexpr std::size_t kMaxReason = 160;
// By the enumerations' values, which are in the files.
constexpr std::string_view kStates = "PSTXD";
constexpr std::string_view kStatuses = "-qsdrf";

std::string line(char letter, WallTime at, std::string_view reason) {
  std::string text(1, letter);
  text += std::to_string(at.time_since_epoch().count());
  if (!reason.empty()) {
    text += ' ';
    text += clip_utf8(reason, kMaxReason);
    std::ranges::replace(text, '\n', ' ');
  }
  text += '\n';
  return text;
}

std::string_view name_of(char letter) {
  if (const std::size_t state = kStates.find(letter); state != std::string_view::npos) {
    return event_name(static_cast<DeliveryState>(state));
  }
  const std::size_t status = kStatuses.find(letter);
  return status == std::string_view::npos ? "" : event_name(static_cast<ReceiptStatus>(status));
}

}  // namespace

std::string event_line(DeliveryState state, WallTime at, std::string_view reason) {
  return line(kStates.at(static_cast<std::size_t>(state)), at, reason);
}

std::string event_line(ReceiptStatus status, WallTime at, std::string_view reason) {
  return line(kStatuses.at(static_cast<std::size_t>(status)), at, reason);
}

std::vector<DeliveryEvent> events_of(std::string_view column) {
  std::vector<DeliveryEvent> events;
  while (events.size() < kMaxEvents) {
    const std::size_t end = column.find('\n');
    if (end == std::string_view::npos) break;
    const std::string_view text = column.substr(0, end);
    column.remove_prefix(end + 1);
    if (text.empty()) continue;
    const std::string_view name = name_of(text.front());
    std::int64_t at = 0;
    const char* const last = text.data() + text.size();
    const auto [stopped, problem] = std::from_chars(text.data() + 1, last, at);
    if (name.empty() || problem != std::errc()) continue;
    DeliveryEvent& event =
        events.emplace_back(WallTime(std::chrono::milliseconds(at)), std::string(name));
    if (stopped != last) event.detail.assign(stopped + 1, last);
  }
  return events;
}

}  // namespace yak::sqlite
