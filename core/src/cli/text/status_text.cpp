// SPDX-License-Identifier: Apache-2.0
#include "cli/text/status_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/json_fields.hpp"
#include "cli/text/table_text.hpp"
#include "observe/log/redactor.hpp"
#include "yak/text/text_format.hpp"

namespace yak::cli {
namespace {

using Rows = std::vector<std::vector<std::string>>;

constexpr const char* kIndent = "  ";

std::string seconds_text(double seconds) {
  if (seconds <= 0) return "-";  // no turns
  return fmt::format("{:.{}f}s", seconds, seconds < 10 ? 2 : 0);
}

std::string head(const Json& body) {
  const bool ready = body.value("ready", false);
  std::string line = ready ? "ready" : "NOT READY";
  line += "  yak " + text_of(body, "version") + ", up " +
          format_duration(std::chrono::seconds(integer_of(body, "uptime_seconds")));
  const Json generations = part_of(body, "generations");
  const std::int64_t live = integer_of(generations, "live");
  if (live > 1) line += ", " + format_count(live, "generation");
  const Json reloads = part_of(generations, "reloads");
  for (const auto& [outcome, times] : reloads.items()) {
    if (times.is_number_integer() && times.get<std::int64_t>() > 0) {
      line += ", reloads " + outcome + ": " + grouped(times.get<std::int64_t>());
    }
  }
  return observe::neutralize_controls(line) + "\n";
}

std::string failed_checks(const Json& body) {
  std::string lines;
  const Json checks = part_of(body, "checks");
  for (const auto& [check, value] : checks.items()) {
    if (!value.is_string() || value == "ok") continue;
    lines += kIndent + observe::neutralize_controls(check + ": " + value.get<std::string>()) + "\n";
  }
  return lines;
}

std::string waiting_keys(const Json& body, std::size_t width) {
  std::string lines;
  for (const Json& waiting : list_of(body, "waiting_for_restart")) {
    const std::string what = text_of(waiting, "what");
    std::string line = "waits for a restart: " + text_of(waiting, "key");
    if (!what.empty()) line += " (" + what + ")";
    lines += cut(kIndent + observe::neutralize_controls(line), width) + "\n";
  }
  return lines;
}

std::string rates(const Json& body, std::size_t width) {
  const Json windows = part_of(body, "rates");
  if (windows.empty()) return "";
  Rows rows{{"LAST"}};
  for (const auto& [name, window] : windows.items()) rows[0].push_back(name);
  const auto add = [&](const char* what, auto text) {
    std::vector<std::string> row{std::string(kIndent) + what};
    for (const auto& [name, window] : windows.items()) row.push_back(text(window));
    rows.push_back(std::move(row));
  };
  const auto add_count = [&](const char* what, const char* key) {
    add(what, [key](const Json& window) { return grouped(integer_of(window, key)); });
  };
  add_count("messages", "messages");
  add_count("turns", "turns");
  add_count("turns failed", "turns_failed");
  add("turn p50", [](const Json& w) { return seconds_text(number_of(w, "turn_seconds_p50")); });
  add("turn p95", [](const Json& w) { return seconds_text(number_of(w, "turn_seconds_p95")); });
  add_count("sent", "deliveries_sent");
  add_count("given up", "deliveries_dead");
  add_count("sent again", "sends_repeated");
  add_count("model calls", "model_calls");
  add_count("calls failed", "model_failures");
  add_count("tokens", "tokens");
  add("cost, USD", [](const Json& w) { return fmt::format("{:.4f}", number_of(w, "cost_usd")); });
  return "\n" + table(std::move(rows), width, {false, true, true, true});
}

std::string age(const Json& queue, const char* key) {
  const auto found = queue.find(key);
  if (found == queue.end() || !found->is_number_integer()) return "";
  return " (oldest: " + short_span(found->get<std::int64_t>()) + ")";
}

std::string with_hint(std::int64_t dead) {
  return grouped(dead) + (dead > 0 ? " (see: yak dead-letters list)" : "");
}

std::string size_text(std::int64_t bytes) {
  constexpr double kMiB = 1 << 20;
  return fmt::format("{:.1f} MiB", static_cast<double>(bytes) / kMiB);
}

std::string queues(const Json& body, std::size_t width) {
  const Json queue = part_of(body, "queue");
  std::string lines;
  const auto add = [&](const char* what, const std::string& value) {
    lines += cut(kIndent + observe::neutralize_controls(what + (": " + value)), width) + "\n";
  };
  const auto count = [&](const char* key) { return grouped(integer_of(queue, key)); };
  add("turns running", count("turns_running"));
  add("messages waiting", count("messages_waiting"));
  add("in memory", count("backlog") + " of " + count("backlog_limit"));
  if (queue.contains("error")) {
    add("store statistics failed", text_of(queue, "error"));
    return "\nQUEUES\n" + lines;
  }
  add("messages unfinished", count("messages_unfinished") + age(queue, "oldest_message_seconds"));
  add("deliveries pending", count("deliveries_pending") + age(queue, "oldest_delivery_seconds"));
  add("deliveries in doubt", count("deliveries_in_doubt"));
  add("dead letters", with_hint(integer_of(queue, "dead_letters")));
  add("quarantined messages", with_hint(integer_of(queue, "messages_quarantined")));
  if (integer_of(queue, "store_bytes") > 0) {
    add("store size", size_text(integer_of(queue, "store_bytes")));
  }
  return "\nQUEUES\n" + lines;
}

std::string models(const Json& body, std::size_t width) {
  const Json list = list_of(body, "models");
  if (list.empty()) return "";
  Rows rows{{"MODEL", "BREAKER", "CALLS", "FAILED", "TOKENS", "USD"}};
  for (const Json& model : list) {
    const bool is_default = model.value("default", false);
    rows.push_back({kIndent + text_of(model, "name") + (is_default ? " (default)" : ""),
                    text_of(model, "breaker"), grouped(integer_of(model, "calls")),
                    grouped(integer_of(model, "failures")), grouped(integer_of(model, "tokens")),
                    fmt::format("{:.4f}", number_of(model, "cost_usd"))});
  }
  return "\n" + table(std::move(rows), width, {false, false, true, true, true, true});
}

std::string instances(const Json& body, std::size_t width) {
  Rows rows{{"INSTANCE", "PLUGIN", "STATE"}};
  for (const Json& instance : list_of(body, "instances")) {
    const std::string kind = text_of(instance, "kind");
    const std::string name = text_of(instance, "name");
    if (kind == "core") continue;
    std::string state = text_of(instance, "state");
    const std::string by = text_of(instance, "enabled_by");
    if (!by.empty()) state += " (set " + by + ")";
    const std::string trouble = text_of(instance, "trouble");
    if (!trouble.empty()) state += ": " + trouble;
    std::string what = kIndent + kind;
    if (kind != name) what.append(" ").append(name);
    std::string plugin = text_of(instance, "plugin");
    plugin.append(" ").append(text_of(instance, "version"));
    rows.push_back({std::move(what), std::move(plugin), std::move(state)});
  }
  return "\n" + table(std::move(rows), width);
}

std::string last_errors(const Json& body, std::size_t width) {
  Rows rows;
  for (const Json& instance : list_of(body, "instances")) {
    const Json error = part_of(instance, "last_error");
    if (error.empty()) continue;
    // `2026-01-05T09:00:00.123Z` is cut to seconds.
    std::string at = text_of(error, "at").substr(0, 19);
    std::ranges::replace(at, 'T', ' ');
    rows.push_back({kIndent + at, text_of(instance, "name"), text_of(error, "text")});
  }
  if (rows.empty()) return "";
  // Newest first. The timestamps have one format, so they sort as text.
  std::ranges::sort(rows, std::ranges::greater());
  return "\nLAST WARNINGS AND ERRORS (UTC)\n" + table(std::move(rows), width);
}

std::string painted_head(const std::string& line, const TextStyle& style) {
  constexpr std::string_view kReady = "ready";
  constexpr std::string_view kNotReady = "NOT READY";
  if (line.starts_with(kReady)) return style.green(kReady) + line.substr(kReady.size());
  if (line.starts_with(kNotReady)) return style.red(kNotReady) + line.substr(kNotReady.size());
  // The lines below the first: keys that wait for a restart, and failed checks.
  return line.find("waits for a restart") == std::string::npos ? style.red(line)
                                                               : style.yellow(line);
}

std::string painted_line(const std::string& line, bool in_head, const TextStyle& style) {
  if (line.empty()) return line;
  if (in_head) return painted_head(line, style);
  if (!line.starts_with(kIndent)) return style.bold(line);
  if (line.find(" (see: yak ") != std::string::npos) return style.yellow(line);
  for (const char* bad : {" open ", "  degraded", "  failed"}) {
    if (line.find(bad) != std::string::npos) return style.red(line);
  }
  const bool is_off = line.ends_with("  off") || line.find("  off (") != std::string::npos;
  return is_off ? style.dim(line) : line;
}

/// The number of text lines that fit; one line is reserved for the note that there are more.
std::size_t shown_lines(const ScreenView& view, std::size_t total) {
  if (total < view.lines) return total;
  return view.lines < 2 ? view.lines : view.lines - 2;
}

std::string more_text(const ScreenView& view, std::size_t top, std::size_t room,
                      std::size_t total) {
  if (!view.scrolls) return "… (more lines do not fit)";
  return "… lines " + std::to_string(top + 1) + " to " + std::to_string(top + room) + " of " +
         std::to_string(total) + ": arrows and Page keys scroll, q quits";
}

/// Adds to each line the sequence that erases the rest of a longer previous line.
std::string with_erased_ends(const std::string& lines) {
  std::string text;
  for (const char byte : lines) {
    if (byte == '\n') text += "\x1b[K";
    text += byte;
  }
  return text;
}

}  // namespace

std::string describe_status(const Json& body, std::size_t width) {
  return cut(head(body), width) + failed_checks(body) + waiting_keys(body, width) +
         rates(body, width) + queues(body, width) + models(body, width) + instances(body, width) +
         last_errors(body, width);
}

std::string paint_status(const std::string& text, const TextStyle& style) {
  if (!style.is_on()) return text;
  std::string painted;
  std::istringstream rest(text);
  bool in_head = true;
  for (std::string line; std::getline(rest, line);) {
    in_head = in_head && !line.empty();
    painted += painted_line(line, in_head, style) + "\n";
  }
  return painted;
}

std::string as_screen(const std::string& text, const ScreenView& view) {
  // Cursor home, then each line with an erase to its end, then an erase below (ECMA-48: CUP, EL,
  // ED). Clearing first would flicker.
  std::istringstream rest(text);
  std::vector<std::string> all;
  for (std::string line; std::getline(rest, line);) all.push_back(cut(line, view.columns));
  const std::size_t total = all.size();
  const std::size_t room = shown_lines(view, total);
  const std::size_t top = std::min(view.top, total - std::min(total, room));
  std::string shown;
  for (std::size_t i = top; i < std::min(total, top + room); ++i) shown += all[i] + "\n";
  // The colours of the head depend on its position in the whole text.
  std::string screen =
      top == 0 ? paint_status(shown, view.style) : paint_status("\n" + shown, view.style).substr(1);
  if (room < total)
    screen += view.style.dim(cut(more_text(view, top, room, total), view.columns)) + "\n";
  return "\x1b[H" + with_erased_ends(screen) + "\x1b[J";
}

std::size_t scrolled(const ScreenView& view, const Key& key, std::size_t lines_of_text) {
  const std::size_t room = shown_lines(view, lines_of_text);
  const std::size_t last = lines_of_text - std::min(lines_of_text, room);
  const auto up = [&view](std::size_t by) { return view.top - std::min(view.top, by); };
  switch (key.kind) {
    case Key::Kind::up: return up(1);
    case Key::Kind::down: return std::min(last, view.top + 1);
    case Key::Kind::page_up: return up(room);
    case Key::Kind::page_down: return std::min(last, view.top + room);
    case Key::Kind::home: return 0;
    case Key::Kind::end: return last;
    default: break;
  }
  if (key.text == "k") return up(1);
  if (key.text == "j") return std::min(last, view.top + 1);
  if (key.text == " ") return std::min(last, view.top + room);
  return std::min(last, view.top);
}

}  // namespace yak::cli
