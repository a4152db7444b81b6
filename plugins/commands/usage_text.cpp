// SPDX-License-Identifier: Apache-2.0
#include "commands/usage_text.hpp"

#include "yak/text/text_format.hpp"

namespace yak::commands {
namespace {

struct Total {
  std::int64_t messages = 0;
  std::int64_t tokens = 0;
  std::int64_t nano_usd = 0;
  std::int64_t unpriced = 0;
};

Total total_since(const std::vector<UsageRow>& rows, Day first, Day last) {
  Total total;
  for (const UsageRow& row : rows) {
    if (row.day < first || row.day > last) continue;
    total.messages += row.messages;
    total.tokens += row.prompt_tokens + row.completion_tokens;
    total.nano_usd += row.cost_nano_usd;
    total.unpriced += row.unpriced_messages;
  }
  return total;
}

std::string cost_of(const Total& total) {
  if (total.unpriced == 0) return format_dollars(total.nano_usd);
  const std::string unknown = "unknown for " + format_count(total.unpriced, "message");
  const bool none_known = total.unpriced >= total.messages && total.nano_usd == 0;
  if (none_known) return "cost " + unknown;
  return format_dollars(total.nano_usd) + " and " + unknown;
}

std::string line(const char* span, const Total& total) {
  std::string text = std::string(span) + ": ";
  if (total.messages == 0 && total.nano_usd == 0) return text + "no messages";
  return text + format_count(total.messages, "message") + ", " +
         format_count(total.tokens, "token") + ", " + cost_of(total);
}

}  // namespace

std::string describe_usage(const std::vector<UsageRow>& rows, Day today) {
  return line("Today (UTC)", total_since(rows, today, today)) + "\n" +
         line("Last 30 days", total_since(rows, today - kUsageDays + 1, today));
}

}  // namespace yak::commands
