// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "yak/clock.hpp"
#include "yak/log.hpp"

namespace yak::observe {

/// Keeps one fault from filling the log: of lines with the same source and message the first kMax
/// in a window of kWindow are written, the others only counted. At the end of the window one line
/// says how many were suppressed.
///
/// Applies to warnings and errors only. Lines at info carry one fact each (one line per turn), and
/// an operator who enables debug wants all lines.
///
/// At most kMaxLines different lines are counted; while the table is full, all other lines are
/// written. Not thread-safe: the owner locks it and passes the time.
class LogRepeats {
 public:
  static constexpr std::size_t kMax = 20;
  static constexpr std::chrono::seconds kWindow{10};
  static constexpr std::size_t kMaxLines = 256;

  /// A line that was suppressed `count` times within one window.
  struct Left {
    LogLevel level = LogLevel::warn;
    std::string source;
    std::string message;
    std::size_t count = 0;
  };

  /// Returns true if the line must be written.
  bool admit(LogLevel level, std::string_view source, std::string_view message, MonotonicTime now);
  /// Returns and forgets the lines that were suppressed in windows that have ended.
  std::vector<Left> take_ended(MonotonicTime now);
  /// The same for all windows, used when the log ends.
  std::vector<Left> take_all() { return take_ended(MonotonicTime::max()); }
  /// Number of lines suppressed since construction.
  [[nodiscard]] std::size_t suppressed() const noexcept { return suppressed_; }
  [[nodiscard]] std::size_t size() const noexcept { return lines_.size(); }

 private:
  struct Line {
    MonotonicTime until{};
    std::size_t count = 0;
    LogLevel level = LogLevel::warn;
    std::string source;
    std::string message;
  };
  using Lines = std::unordered_map<std::string, Line>;

  Lines lines_;
  std::size_t suppressed_ = 0;
};

/// Formats `repeated 41 more times in 10 s`, the note about suppressed lines.
std::string repeats_text(std::size_t count);

}  // namespace yak::observe
