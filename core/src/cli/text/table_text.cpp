// SPDX-License-Identifier: Apache-2.0
#include "cli/text/table_text.hpp"

#include <algorithm>
#include <array>

#include "observe/log/redactor.hpp"
#include "yak/text/utf8.hpp"

namespace yak::cli {
namespace {

std::vector<std::size_t> widths_of(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], count_code_points(row[i]));
    }
  }
  return widths;
}

std::string padding(const std::string& cell, std::size_t width) {
  return std::string(width - std::min(width, count_code_points(cell)), ' ');
}

}  // namespace

std::string cut(const std::string& text, std::size_t width) {
  if (count_code_points(text) <= width) return text;
  std::size_t end = 0;
  for (std::size_t left = width; end < text.size(); ++end) {
    if (!continues_utf8(text[end]) && left-- <= 1) break;
  }
  return text.substr(0, end) + "…";
}

std::string short_span(std::int64_t seconds) {
  struct Unit {
    std::int64_t seconds;
    const char* letter;
  };
  constexpr std::array<Unit, 3> kUnits{{{86'400, "d"}, {3'600, "h"}, {60, "m"}}};
  for (const Unit& unit : kUnits) {
    if (seconds >= unit.seconds) return std::to_string(seconds / unit.seconds) + unit.letter;
  }
  return std::to_string(seconds) + "s";
}

std::string table(std::vector<std::vector<std::string>> rows, std::size_t width,
                  const std::vector<bool>& right, const std::string& indent) {
  for (auto& row : rows) {
    for (std::string& cell : row) cell = observe::neutralize_controls(cell);
  }
  const std::vector<std::size_t> widths = widths_of(rows);
  std::string text;
  for (const auto& row : rows) {
    std::string line = indent;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool is_right = i < right.size() && right[i];
      if (i > 0) line += "  ";
      if (is_right) line += padding(row[i], widths[i]);
      line += row[i];
      if (!is_right && i + 1 < row.size()) line += padding(row[i], widths[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += cut(line, width) + "\n";
  }
  return text;
}

}  // namespace yak::cli
