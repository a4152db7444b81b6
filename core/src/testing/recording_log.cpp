// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/recording_log.hpp"

#include <algorithm>

namespace yak::testing {

std::string RecordingLog::Line::text() const {
  std::string text = message;
  for (const auto& [key, value] : fields) text.append(" ").append(key).append("=").append(value);
  return text;
}

std::string RecordingLog::Line::field(std::string_view key) const {
  for (const auto& [name, value] : fields) {
    if (name == key) return value;
  }
  return {};
}

bool RecordingLog::enabled(LogLevel) const noexcept { return true; }

void RecordingLog::write(LogLevel level, std::string_view message,
                         std::initializer_list<LogField> fields) {
  Line line;
  line.level = level;
  line.message = message;
  for (const LogField& field : fields) line.fields.emplace_back(field.key, field.value);
  const std::lock_guard lock(mutex_);
  lines_.push_back(std::move(line));
}

std::vector<RecordingLog::Line> RecordingLog::lines() const {
  const std::lock_guard lock(mutex_);
  return lines_;
}

std::size_t RecordingLog::count(LogLevel level) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::ranges::count(lines_, level, &Line::level));
}

bool RecordingLog::contains(std::string_view part) const {
  const std::lock_guard lock(mutex_);
  return std::ranges::any_of(
      lines_, [part](const Line& line) { return line.text().find(part) != std::string::npos; });
}

void RecordingLog::clear() {
  const std::lock_guard lock(mutex_);
  lines_.clear();
}

}  // namespace yak::testing
