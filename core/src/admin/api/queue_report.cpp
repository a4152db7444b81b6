// SPDX-License-Identifier: Apache-2.0
#include "admin/api/queue_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "yak/text/text_format.hpp"

namespace yak::admin {
namespace {

/// Formats as `1.2 MiB`.
std::string describe_size(std::int64_t bytes) {
  constexpr std::array<const char*, 4> kUnits{"KiB", "MiB", "GiB", "TiB"};
  if (bytes < 1024) return format_count(bytes, "byte");
  double size = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  for (; size >= 1024 && unit + 1 < kUnits.size(); ++unit) size /= 1024;
  return fmt::format("{:.1f} {}", size, kUnits.at(unit));
}

std::string with_hint(std::int64_t dead) {
  return grouped(dead) + (dead > 0 ? " (see: yak dead-letters list)" : "");
}

Json whole_seconds_since(std::optional<WallTime> time, WallTime now) {
  if (!time) return nullptr;
  // Negative if the wall clock was set back.
  const auto span = std::max(now - *time, WallTime::duration::zero());
  return std::chrono::floor<std::chrono::seconds>(span).count();
}

}  // namespace

std::vector<StatusLine> queue_text(const StoreStats& stats, WallTime now) {
  std::vector<StatusLine> lines;
  lines.push_back({"messages unfinished", grouped(stats.messages_unfinished)});
  if (stats.oldest_message) {
    lines.push_back(
        {"oldest message", "waits for " + format_duration(now - *stats.oldest_message)});
  }
  lines.push_back({"deliveries pending", grouped(stats.deliveries_pending)});
  lines.push_back({"deliveries in doubt", grouped(stats.deliveries_in_doubt)});
  // `oldest_delivery` covers both pending and in-doubt deliveries.
  if (stats.oldest_delivery) {
    lines.push_back(
        {"oldest delivery", "waits for " + format_duration(now - *stats.oldest_delivery)});
  }
  lines.push_back({"dead letters", with_hint(stats.deliveries_dead)});
  lines.push_back({"quarantined messages", with_hint(stats.messages_quarantined)});
  if (stats.bytes > 0) lines.push_back({"store size", describe_size(stats.bytes)});
  return lines;
}

Json queue_as_json(const StoreStats& stats, WallTime now) {
  return Json{{"messages_unfinished", stats.messages_unfinished},
              {"oldest_message_seconds", whole_seconds_since(stats.oldest_message, now)},
              {"deliveries_pending", stats.deliveries_pending},
              {"deliveries_in_doubt", stats.deliveries_in_doubt},
              {"oldest_delivery_seconds", whole_seconds_since(stats.oldest_delivery, now)},
              {"dead_letters", stats.deliveries_dead},
              {"messages_quarantined", stats.messages_quarantined},
              {"store_bytes", stats.bytes}};
}

}  // namespace yak::admin
