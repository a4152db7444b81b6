// SPDX-License-Identifier: Apache-2.0
#include "commands/parser.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "yak/text/ascii.hpp"

namespace yak::commands {
namespace {

/// A longer word after a slash is treated as text, not as an unknown command.
constexpr std::size_t kMaxName = 64;

/// Length in bytes of the space or invisible mark that `text` (UTF-8) begins with, else 0. Spaces
/// are those of Unicode's White_Space property; the marks (U+200B to U+200F, U+202A to U+202E,
/// U+2060, U+FEFF) are added by phones to pasted text and to text of mixed directions.
std::size_t space_length(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<std::uint8_t>(text[i]) : std::uint8_t{0};
  };
  const std::uint8_t first = byte(0);
  if (first == ' ' || (first >= '\t' && first <= '\r')) return 1;
  if (first == 0xC2) return byte(1) == 0x85 || byte(1) == 0xA0 ? 2 : 0;
  const std::uint32_t tail = (std::uint32_t{byte(1)} << 8U) | byte(2);
  if (first == 0xE1) return tail == 0x9A80 ? 3 : 0;
  if (first == 0xE3) return tail == 0x8080 ? 3 : 0;
  if (first == 0xEF) return tail == 0xBBBF ? 3 : 0;
  if (first != 0xE2) return 0;
  const bool general = (tail >= 0x8080 && tail <= 0x808F) || (tail >= 0x80A8 && tail <= 0x80AF);
  return general || tail == 0x819F || tail == 0x81A0 ? 3 : 0;
}

std::string_view trimmed_front(std::string_view text) {
  while (const std::size_t length = space_length(text)) text.remove_prefix(length);
  return text;
}

std::string_view trimmed(std::string_view text) {
  text = trimmed_front(text);
  for (;;) {
    const std::size_t size = text.size();
    for (std::size_t length = 1; length <= 3 && length <= size; ++length) {
      if (space_length(text.substr(size - length)) != length) continue;
      text.remove_suffix(length);
      break;
    }
    if (text.size() == size) return text;
  }
}

/// Removes the text before the first space from `text` and returns it.
std::string_view take_word(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size() && space_length(text.substr(end)) == 0) ++end;
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

bool is_name_sign(char c) {
  const bool letter = to_lower(c) >= 'a' && to_lower(c) <= 'z';
  const bool digit = c >= '0' && c <= '9';
  // Letters of other alphabets are accepted: such a word is reported as an unknown command.
  return letter || digit || c == '_' || c == '-' || static_cast<std::uint8_t>(c) >= 0x80;
}

/// Removes the name and a following `@bot` from `word`; returns the name.
std::string_view take_name(std::string_view& word) {
  const auto end = std::find_if_not(word.begin(), word.end(), is_name_sign);
  const std::string_view name(word.begin(), end);
  word.remove_prefix(name.size());
  if (!name.empty() && word.starts_with('@')) {
    const auto bot = std::find_if_not(word.begin() + 1, word.end(), is_name_sign);
    word.remove_prefix(static_cast<std::size_t>(bot - word.begin()));
  }
  return name;
}

CommandCall command_of(std::string_view name, std::string_view argument) {
  CommandCall command;
  command.name = lower_case(name);
  command.argument_too_long = argument.size() > kMaxArgument;
  if (!command.argument_too_long) command.argument = std::string(argument);
  return command;
}

std::optional<CommandCall> parse_slash(std::string_view text) {
  text.remove_prefix(1);
  std::string_view rest = text;
  std::string_view word = take_word(rest);
  const std::string_view name = take_name(word);
  if (name.empty() || name.size() > kMaxName) return std::nullopt;
  if (word.starts_with(':')) {
    text.remove_prefix(static_cast<std::size_t>(word.data() - text.data()) + 1);
    return command_of(name, trimmed_front(text));
  }
  // Some keyboards and people end a line with a full stop.
  if (word.find_first_not_of(".,;!?") != std::string_view::npos) return std::nullopt;
  return command_of(name, trimmed_front(rest));
}

std::optional<CommandCall> parse_first_bot(std::string_view text) {
  constexpr std::string_view kModel = "model:";
  constexpr std::string_view kBilling = "billing";
  if (text.size() == kBilling.size() && lower_case(text) == kBilling)
    return command_of(kBilling, {});
  if (text.size() < kModel.size() || lower_case(text.substr(0, kModel.size())) != kModel) return {};
  const std::string_view argument = trimmed_front(text.substr(kModel.size()));
  std::string_view rest = argument;
  take_word(rest);
  // `model:` with more than one word is text for the model.
  if (!rest.empty()) return std::nullopt;
  return command_of("model", argument);
}

}  // namespace

std::optional<CommandCall> parse_command(std::string_view raw_text) {
  const std::string_view text = trimmed(raw_text);
  return text.starts_with('/') ? parse_slash(text) : parse_first_bot(text);
}

}  // namespace yak::commands
