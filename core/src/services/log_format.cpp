#include "services/log_format.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "services/redactor.hpp"

namespace yak::services {
namespace {

bool needs_quotes(std::string_view value) {
  return value.empty() || value.find_first_of(" \"=") != std::string_view::npos;
}

void append_value(std::string& line, std::string_view value) {
  const std::string clean = neutralize_controls(value);
  if (!needs_quotes(clean)) {
    line += clean;
    return;
  }
  line.push_back('"');
  for (const char c : clean) {
    if (c == '"' || c == '\\') line.push_back('\\');
    line.push_back(c);
  }
  line.push_back('"');
}

/// A field never takes the place of what every line has: `message=7` of a text line is the
/// message's id, and `message_id` here.
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
  std::array<char, 40> text{};
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): std::format is not in this standard library
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()),
                static_cast<int>(clock.subseconds().count()));
  return text.data();
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
                        std::string_view message, std::initializer_list<LogField> fields) {
  std::string line = timestamp(time);
  line.push_back(' ');
  line += level_name(level);
  line.append(6 - level_name(level).size(), ' ');
  line += "[" + neutralize_controls(source) + "] ";
  line += neutralize_controls(message);
  for (const LogField& field : fields) {
    line.push_back(' ');
    line += field.key;
    line.push_back('=');
    append_value(line, field.value);
  }
  return line;
}

std::string format_json(WallTime time, LogLevel level, std::string_view source,
                        std::string_view message, std::initializer_list<LogField> fields) {
  nlohmann::ordered_json line{{"time", timestamp(time)},
                              {"level", level_name(level)},
                              {"source", source},
                              {"message", message}};
  for (const LogField& field : fields) line[json_key(field.key)] = field.value;
  return escape_unseen(line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

}  // namespace yak::services
