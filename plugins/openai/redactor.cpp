// SPDX-License-Identifier: Apache-2.0
#include "openai/redactor.hpp"

#include <array>
#include <cstdint>

#include "openai/json/text_joiner.hpp"
#include "yak/text/utf8.hpp"

namespace yak::openai {
namespace {

constexpr std::string_view kHidden = "[redacted]";
constexpr std::size_t kMaxInput = 8192;
/// Shorter secrets would match parts of ordinary words.
constexpr std::size_t kMinSecret = 4;

/// Prefixes of the known services' keys; `Bearer` redacts the token after it.
constexpr std::array<std::string_view, 5> kKeyStarts{"sk-", "sk_", "gsk_", "Bearer ", "bearer "};
/// vLLM's validation errors (FastAPI, pydantic) echo the request after one of these.
constexpr std::array<std::string_view, 4> kEchoes{
    "'input':", "\"input\":", "input_value=", "'messages':"};

bool is_key_character(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '_' || c == '*' || c == '.' || c == '+' || c == '/' || c == '=' || c == '~';
}

bool is_word(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void hide_all(std::string& text, std::string_view secret) {
  for (std::size_t at = text.find(secret); at != std::string::npos;
       at = text.find(secret, at + kHidden.size())) {
    text.replace(at, secret.size(), kHidden);
  }
}

/// Redacts keys that begin with `start`, at the beginning of a word only ("disk-full" is no key).
void hide_keys(std::string& text, std::string_view start) {
  std::size_t at = text.find(start);
  while (at != std::string::npos) {
    const bool inside_word = at > 0 && is_word(text[at - 1]);
    std::size_t end = at + start.size();
    while (end < text.size() && is_key_character(text[end])) ++end;
    if (inside_word || end == at + start.size()) {
      at = text.find(start, end);
      continue;
    }
    text.replace(at, end - at, kHidden);
    at = text.find(start, at + kHidden.size());
  }
}

void cut_echo(std::string& text) {
  for (const std::string_view echo : kEchoes) {
    const std::size_t at = text.find(echo);
    if (at != std::string::npos) text.resize(at);
  }
}

void put_on_one_line(std::string& text) {
  for (char& c : text) {
    if (static_cast<std::uint8_t>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  while (text.ends_with(' ')) text.pop_back();
}

}  // namespace

std::string Redactor::clean(std::string_view text) const {
  std::string cleaned;
  append_joined(cleaned, clip_utf8(text, kMaxInput));
  for (const Secret& secret : secrets_) {
    if (secret.reveal().size() >= kMinSecret) hide_all(cleaned, secret.reveal());
  }
  for (const std::string_view start : kKeyStarts) hide_keys(cleaned, start);
  cut_echo(cleaned);
  put_on_one_line(cleaned);
  if (cleaned.size() > kMaxBytes) {
    cleaned.resize(clip_utf8(cleaned, kMaxBytes).size());
    cleaned += "…";
  }
  return cleaned;
}

}  // namespace yak::openai
