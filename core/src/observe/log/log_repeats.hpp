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

/// Keeps one fault from filling the log: of lines with the same source and message the first kMost
/// in a window of kWindow are written, the others only counted. When the window is over, one line
/// says how many were left out.
///
/// Warnings and errors only: what is written at info is wanted line by line (one for every turn),
/// and whoever turns debug on wants all of it.
///
/// At most kMaxLines different lines are watched; while the table is full, others are all written.
/// A plain class: whoever has it locks it and tells it the time.
class LogRepeats {
 public:
  static constexpr std::size_t kMost = 20;
  static constexpr std::chrono::seconds kWindow{10};
  static constexpr std::size_t kMaxLines = 256;

  /// A line that was left out `count` times within `window`.
  struct Left {
    LogLevel level = LogLevel::warn;
    std::string source;
    std::string message;
    std::size_t count = 0;
  };

  /// True when the line is to be written.
  bool admit(LogLevel level, std::string_view source, std::string_view message, MonotonicTime now);
  /// What was left out in windows that are over; each is told once.
  std::vector<Left> take_ended(MonotonicTime now);
  /// The same of all windows, for the end of the log.
  std::vector<Left> take_all() { return take_ended(MonotonicTime::max()); }
  /// Lines left out since the begin.
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

/// `the line before was repeated 41 times in 10 s`: what stands in the log for what was left out.
std::string repeats_in_words(std::size_t count);

}  // namespace yak::observe
