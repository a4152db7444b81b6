// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "yak/log.hpp"

namespace yak::testing {

/// Records every log line. Thread-safe.
class RecordingLog final : public Logger {
 public:
  struct Line {
    LogLevel level = LogLevel::info;
    std::string message;
    std::vector<std::pair<std::string, std::string>> fields;

    /// `message key=value key=value`
    [[nodiscard]] std::string text() const;
    /// The value of `key`, or empty.
    [[nodiscard]] std::string field(std::string_view key) const;
  };

  [[nodiscard]] bool enabled(LogLevel level) const noexcept override;
  void write(LogLevel level, std::string_view message,
             std::initializer_list<LogField> fields) override;

  [[nodiscard]] std::vector<Line> lines() const;
  [[nodiscard]] std::size_t count(LogLevel level) const;
  /// Whether `part` occurs in any line's text, fields included. Also used to check for leaked
  /// secrets.
  [[nodiscard]] bool contains(std::string_view part) const;
  void clear();

 private:
  mutable std::mutex mutex_;
  std::vector<Line> lines_;
};

}  // namespace yak::testing
