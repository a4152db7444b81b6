// SPDX-License-Identifier: Apache-2.0
#include "observe/log/log_repeats.hpp"

namespace yak::observe {

bool LogRepeats::admit(LogLevel level, std::string_view source, std::string_view message,
                       MonotonicTime now) {
  if (level < LogLevel::warn) return true;
  std::string key;
  key.reserve(source.size() + message.size() + 1);
  key.append(source).push_back('\n');
  key.append(message);
  auto found = lines_.find(key);
  if (found == lines_.end()) {
    if (lines_.size() >= kMaxLines) return true;
    Line line;
    line.source = source;
    line.message = message;
    line.until = now + kWindow;
    found = lines_.emplace(std::move(key), std::move(line)).first;
  }
  Line& line = found->second;
  line.level = level;
  if (++line.count <= kMax) return true;
  ++suppressed_;
  return false;
}

std::vector<LogRepeats::Left> LogRepeats::take_ended(MonotonicTime now) {
  std::vector<Left> ended;
  for (auto next = lines_.begin(); next != lines_.end();) {
    Line& line = next->second;
    if (line.until > now) {
      ++next;
      continue;
    }
    if (line.count > kMax) {
      Left left;
      left.level = line.level;
      left.source = std::move(line.source);
      left.message = std::move(line.message);
      left.count = line.count - kMax;
      ended.push_back(std::move(left));
    }
    next = lines_.erase(next);
  }
  return ended;
}

std::string repeats_text(std::size_t count) {
  return "repeated " + std::to_string(count) + (count == 1 ? " more time" : " more times") +
         " in " + std::to_string(LogRepeats::kWindow.count()) + " s";
}

}  // namespace yak::observe
