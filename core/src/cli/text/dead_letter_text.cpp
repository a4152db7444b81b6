// SPDX-License-Identifier: Apache-2.0
#include "cli/text/dead_letter_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "cli/json_fields.hpp"
#include "cli/text/table_text.hpp"
#include "observe/log/redactor.hpp"
#include "yak/text/text_format.hpp"
#include "yak/text/utf8.hpp"

namespace yak::cli {
namespace {

constexpr std::size_t kColumns = 100;
/// Limits names and addresses, to leave room for the reason.
constexpr std::size_t kMaxName = 20;

std::chrono::milliseconds age_of(const Json& letter) {
  return std::chrono::seconds(std::max<std::int64_t>(0, integer_of(letter, "age_seconds")));
}

using Row = std::array<std::string, 6>;

Row row_of(const Json& letter) {
  return {text_of(letter, "id"),
          short_span(age_of(letter).count() / 1'000),
          cut(text_of(letter, "channel"), kMaxName),
          cut(text_of(letter, "to"), kMaxName),
          std::to_string(integer_of(letter, "attempts")),
          text_of(letter, "reason")};
}

std::string line_of(const Row& row, const std::array<std::size_t, 5>& widths) {
  std::string line;
  std::size_t used = 0;
  for (std::size_t column = 0; column < widths.size(); ++column) {
    line += row[column];
    line.append(widths[column] - count_code_points(row[column]) + 2, ' ');
    used += widths[column] + 2;
  }
  return line + cut(row.back(), kColumns - used) + "\n";
}

}  // namespace

std::string letters_as_table(const Json& letters) {
  std::vector<Row> rows{{"ID", "AGE", "CHANNEL", "TO", "TRIES", "REASON"}};
  for (const Json& letter : letters) rows.push_back(row_of(letter));
  std::array<std::size_t, 5> widths{};
  for (const Row& row : rows) {
    for (std::size_t column = 0; column < widths.size(); ++column) {
      widths[column] = std::max(widths[column], count_code_points(row[column]));
    }
  }
  std::string table;
  for (const Row& row : rows) table += line_of(row, widths);
  return table;
}

std::string letter_text(const Json& letter) {
  const std::string id = text_of(letter, "id");
  const bool is_message = text_of(letter, "kind") == "message";
  std::string words =
      id + (is_message ? ": a message that was set aside\n" : ": a delivery that was given up\n");
  const auto add = [&words](const char* what, const std::string& value) {
    if (!value.empty()) words += std::string("  ") + what + ": " + value + "\n";
  };
  add("channel", text_of(letter, "channel"));
  add(is_message ? "from" : "to", text_of(letter, "to"));
  if (!is_message) {
    add("answers message", std::to_string(integer_of(letter, "message")));
    add("attempts", std::to_string(integer_of(letter, "attempts")));
  }
  add(is_message ? "received" : "made",
      text_of(letter, "at") + " (" + format_duration(age_of(letter)) + " ago)");
  add("reason", text_of(letter, "reason"));
  words += "  text:\n";
  std::string text = letter.value("text", std::string());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    words += "    " + observe::neutralize_controls(text.substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return words + "Next: 'yak dead-letters retry " + id + "' or 'yak dead-letters purge " + id +
         "'\n";
}

}  // namespace yak::cli
