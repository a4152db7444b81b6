// SPDX-License-Identifier: Apache-2.0
#include "observe/log/log_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/printable_text.hpp"
#include "observe/log/redactor.hpp"

namespace yak::observe {
namespace {

/// Bytes reserved for a line: enough for a turn's line, the longest frequent one.
constexpr std::size_t kUsualLine = 384;

bool needs_quotes(std::string_view value) {
  return value.empty() || value.find_first_of(" \"=") != std::string_view::npos;
}

void append_clean(std::string& line, std::string_view text) {
  if (base::printable_prefix(text) == text.size()) {
    line += text;
  } else {
    line += neutralize_controls(text);
  }
}

void append_value(std::string& line, std::string_view value) {
  if (!needs_quotes(value)) {
    append_clean(line, value);
    return;
  }
  const std::string clean = neutralize_controls(value);
  line.push_back('"');
  for (const char c : clean) {
    if (c == '"' || c == '\\') line.push_back('\\');
    line.push_back(c);
  }
  line.push_back('"');
}

/// A field must not overwrite a key that every line has: the text field `message=7` (the message's
/// id) becomes `message_id` in JSON.
std::string json_key(std::string_view key) {
  constexpr std::array<std::string_view, 4> kTaken{"time", "level", "source", "message"};
  const bool is_taken = std::ranges::find(kTaken, key) != kTaken.end();
  return std::string(key) + (is_taken ? "_id" : "");
}

}  // namespace

std::string timestamp(WallTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

std::string_view level_name(LogLevel level) noexcept {
  switch (level) {
    case LogLevel::trace: return "trace";
    case LogLevel::debug: return "debug";
    case LogLevel::info: return "info";
    case LogLevel::warn: return "warn";
    case LogLevel::error: return "error";
    case LogLevel::off: return "off";
  }
  return "off";
}

std::string format_text(WallTime time, LogLevel level, std::string_view source,
                        std::string_view message, std::span<const LogField> fields) {
  std::string line;
  line.reserve(kUsualLine);
  line += timestamp(time);
  line.push_back(' ');
  line += level_name(level);
  line.append(6 - level_name(level).size(), ' ');
  line.push_back('[');
  append_clean(line, source);
  line += "] ";
  append_clean(line, message);
  for (const LogField& field : fields) {
    line.push_back(' ');
    line += field.key;
    line.push_back('=');
    append_value(line, field.value);
  }
  return line;
}

std::string format_json(WallTime time, LogLevel level, std::string_view source,
                        std::string_view message, std::span<const LogField> fields) {
  nlohmann::ordered_json line{{"time", timestamp(time)},
                              {"level", level_name(level)},
                              {"source", source},
                              {"message", message}};
  for (const LogField& field : fields) line[json_key(field.key)] = field.value;
  return escape_unseen(line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

}  // namespace yak::observe
