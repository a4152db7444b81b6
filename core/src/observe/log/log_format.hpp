// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "yak/clock.hpp"
#include "yak/log.hpp"

namespace yak::observe {

enum class LogFormat : std::uint8_t { text, json };

/// `2026-11-22T09:25:31.123Z` (ISO 8601, UTC).
std::string timestamp(WallTime time);

std::string_view level_name(LogLevel level) noexcept;

/// Formats `2026-11-22T09:25:31.123Z info  [whatsapp] message key=value`. Values with spaces are
/// quoted, control characters are escaped. The result does not end with a line break.
std::string format_text(WallTime time, LogLevel level, std::string_view source,
                        std::string_view message, std::span<const LogField> fields);

/// Formats one JSON object: time, level, source, message, and the fields under their own names. A
/// field with one of those four names gets the suffix `_id`.
std::string format_json(WallTime time, LogLevel level, std::string_view source,
                        std::string_view message, std::span<const LogField> fields);

}  // namespace yak::observe
