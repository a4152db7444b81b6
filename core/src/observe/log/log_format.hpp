#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "yak/clock.hpp"
#include "yak/log.hpp"

namespace yak::observe {

enum class LogFormat : std::uint8_t { text, json };

/// `2026-11-22T09:25:31.123Z` (ISO 8601, UTC).
std::string timestamp(WallTime time);

std::string_view level_name(LogLevel level) noexcept;

/// `2026-11-22T09:25:31.123Z info  [whatsapp] message key=value`: values with spaces are quoted.
/// Control characters are neutralised. No line break at the end.
std::string format_text(WallTime time, LogLevel level, std::string_view source,
                        std::string_view message, std::initializer_list<LogField> fields);

/// One JSON object a line: time, level, source, message, and the fields as they are called; one
/// that is called like one of the four gets `_id` behind its name.
std::string format_json(WallTime time, LogLevel level, std::string_view source,
                        std::string_view message, std::initializer_list<LogField> fields);

}  // namespace yak::observe
