// SPDX-License-Identifier: Apache-2.0
#include "cli/text/user_text.hpp"

#include <algorithm>

#include "observe/log/redactor.hpp"
#include "yak/text/text_format.hpp"

namespace yak::cli {
namespace {

std::int64_t number(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? found->get<std::int64_t>() : 0;
}

std::string text(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string()
             ? observe::neutralize_controls(found->get<std::string>())
             : std::string();
}

/// The values of `key` in the first and the last row; the rows are sorted.
std::string from_to(const Json& rows, const char* key) {
  if (!rows.is_array() || rows.empty()) return {};
  return ", from " + text(rows.front(), key) + " to " + text(rows.back(), key);
}

std::string other_addresses(const Json& counts) {
  const std::int64_t aliases = number(counts, "aliases");
  if (aliases == 0) return {};
  return ", " + grouped(aliases) + (aliases == 1 ? " other address" : " other addresses");
}

}  // namespace

bool has_nothing(const Json& counts) {
  return std::ranges::all_of(counts.items(), [](const auto& entry) { return entry.value() == 0; });
}

std::string person_counts(const Json& counts) {
  return format_count(number(counts, "messages"), "message") + ", " +
         grouped(number(counts, "deliveries")) +
         (number(counts, "deliveries") == 1 ? " delivery, " : " deliveries, ") +
         format_count(number(counts, "history"), "line") + " of history, " +
         format_count(number(counts, "keys"), "key") + ", " +
         format_count(number(counts, "usage"), "record") + " of usage" + other_addresses(counts);
}

std::string person_text(const Json& records) {
  const Json& counts = records.at("counts");
  const std::string user = text(records, "user");
  if (has_nothing(counts)) return "Nothing is stored about " + user + ".\n";
  std::string words = "Stored about " + user + ": " + person_counts(counts) + ".\n";
  if (!records.at("messages").empty()) {
    words += "messages" + from_to(records.at("messages"), "received_at") + '\n';
  }
  for (const Json& key : records.at("keys")) {
    words += text(key, "space") + ": " + text(key, "value") + '\n';
  }
  if (!records.at("usage").empty()) {
    std::int64_t messages = 0;
    for (const Json& row : records.at("usage")) messages += number(row, "messages");
    words +=
        "usage: " + format_count(messages, "message") + from_to(records.at("usage"), "day") + '\n';
  }
  return words + "All of it, with the texts: yak user export " + user + '\n';
}

}  // namespace yak::cli
