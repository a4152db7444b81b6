// SPDX-License-Identifier: Apache-2.0
#include "commands/privacy_text.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include "yak/context/people.hpp"
#include "yak/text/ascii.hpp"
#include "yak/text/text_format.hpp"

namespace yak::commands {
namespace {

/// Most bytes of settings in an export; a person has one or two settings.
constexpr std::size_t kMaxSettings = 2'000;

std::string counts_text(const PersonCounts& counts) {
  return format_count(counts.messages, "message") + " of yours, " +
         format_count(counts.deliveries, "answer") + ", " + format_count(counts.lines, "line") +
         " of conversation, " + format_count(counts.keys, "setting") + " and " +
         format_count(counts.usage, "record") + " of usage";
}

}  // namespace

PrivacyRequest privacy_request(std::string_view text) {
  std::string words;
  for (const char c : text) {
    if (c == ' ' && (words.empty() || words.back() == ' ')) continue;
    words += to_lower(c);
  }
  if (!words.empty() && words.back() == ' ') words.pop_back();
  if (words.empty()) return PrivacyRequest::tell;
  if (words == "export") return PrivacyRequest::show;
  if (words == "erase") return PrivacyRequest::ask;
  if (words == "erase yes") return PrivacyRequest::erase;
  return PrivacyRequest::unknown;
}

std::string kept_text(const std::string& user, const PersonCounts& counts, const Keeping& keeping,
                      const std::string& model) {
  const std::string span = describe(keeping);
  const std::string longer = keeping.outlives_restart ? "until you erase them" : span;
  std::string text = "Data kept about you, " + user + ":";
  text += "\n- " + format_count(counts.messages, "message") + " of yours and " +
          format_count(counts.deliveries, "answer") + ", " + span;
  text += "\n- " + format_count(counts.lines, "line") + " of conversation, " + span +
          " or until /new. The newest are sent to the model with your next message";
  text += "\n- " + format_count(counts.keys, "setting") + ", such as your model, and " +
          format_count(counts.usage, "record") + " of usage, " + longer;
  text += "\nYour messages are sent to " + (model.empty() ? "a model" : model) +
          " for an answer. The operator of this bot can read all of this data.";
  return text + "\n/privacy export shows it. /privacy erase erases it.";
}

std::string erase_question() {
  return "This permanently erases your messages, the answers to them, this conversation, your "
         "settings and your record of usage, and stops answers in progress. To confirm, send: "
         "/privacy erase yes";
}

std::string erased_text(const PersonCounts& erased, const Keeping& keeping) {
  return "Erased: " + counts_text(erased) +
         ".\nWhat stays: your request, this answer, and the id and time of each message (not its "
         "text), so that a duplicate is not answered, " +
         describe(keeping) +
         "; usage totals without your name; whether you may write to this bot. Not erased: "
         "backups, and data that the model's provider and the messaging service keep.";
}

void PersonExcerpt::Tail::add(WallTime at, std::string_view who, const std::string& text) {
  Said& said = lines.emplace_back(at, format_minute(at) + " " + std::string(who) + ": " + text);
  bytes += said.text.size();
  while (bytes > kMaxText) {
    bytes -= lines.front().text.size();
    lines.pop_front();
    ++dropped;
  }
}

void PersonExcerpt::add(const PersonPage& page) {
  if (page.counts) counts_ = *page.counts;
  for (const auto& [message, state] : page.messages) {
    messages_.add(message.received_at, "you", message.raw_text);
  }
  for (const Delivery& answer : page.deliveries) {
    answers_.add(answer.created_at, "bot", answer.content.text);
  }
  for (const PersonPage::Key& key : page.keys) {
    if (settings_.size() + key.space.size() + key.value.size() > kMaxSettings) break;
    settings_ += "\n" + key.space + ": " + key.value;
  }
  for (const UsageRow& row : page.usage) {
    usage_.messages += row.messages;
    usage_.prompt_tokens += row.prompt_tokens + row.completion_tokens;
    usage_.cost_nano_usd += row.cost_nano_usd;
  }
}

std::vector<std::string_view> PersonExcerpt::newest() const {
  std::vector<std::string_view> lines;
  auto message = messages_.lines.rbegin();
  auto answer = answers_.lines.rbegin();
  for (std::size_t bytes_left = kMaxText;;) {
    const bool has_message = message != messages_.lines.rend();
    const bool has_answer = answer != answers_.lines.rend();
    if (!has_message && !has_answer) break;
    const bool takes_answer = has_answer && (!has_message || answer->at >= message->at);
    const Said& said = takes_answer ? *answer++ : *message++;
    if (said.text.size() > bytes_left) break;
    bytes_left -= said.text.size();
    lines.emplace_back(said.text);
  }
  std::ranges::reverse(lines);
  return lines;
}

std::string PersonExcerpt::text(const std::string& user) const {
  const std::vector<std::string_view> said = newest();
  const std::size_t left_out = messages_.dropped + answers_.dropped + messages_.lines.size() +
                               answers_.lines.size() - said.size();
  std::string text = "Data kept about " + user + ": " + counts_text(counts_) + "." + settings_;
  text += "\nUsed: " + format_count(usage_.messages, "message") + ", " +
          grouped(usage_.prompt_tokens) + " tokens, " + format_dollars(usage_.cost_nano_usd) + ".";
  if (left_out > 0) {
    text += "\nThe newest messages and answers follow; " +
            grouped(static_cast<std::int64_t>(left_out)) +
            " older ones are left out. The operator can give you everything (yak user export).";
  }
  for (const std::string_view line : said) text += "\n" + std::string(line);
  return text;
}

}  // namespace yak::commands
