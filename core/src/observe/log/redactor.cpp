// SPDX-License-Identifier: Apache-2.0
#include "observe/log/redactor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>

#include "base/printable_text.hpp"
#include "yak/http.hpp"
#include "yak/text/utf8.hpp"

namespace yak::observe {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

/// Which characters `cleaned` keeps although they are control characters.
enum class Keep : std::uint8_t {
  nothing,
  lines,  ///< line feeds and tabs
  json,   ///< none, but replacements are written as JSON escapes
};

bool is_control(char32_t code) { return code < 0x20 || (code >= 0x7f && code < 0xa0); }

/// Line and paragraph separators, and all characters with the property Bidi_Control.
bool is_deceptive(char32_t code) {
  return code == 0x61c || code == 0x200e || code == 0x200f || (code >= 0x2028 && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069);
}

std::string cleaned(std::string_view text, Keep keep) {
  std::string clean;
  clean.reserve(text.size());
  while (true) {
    const std::size_t printable = base::printable_prefix(text);
    clean.append(text.substr(0, printable));
    text.remove_prefix(printable);
    if (text.empty()) return clean;
    const CodePoint next = decode_utf8(text, 0);
    // The bytes of an invalid sequence are escaped one by one.
    const char32_t code = next.valid() ? next.value : static_cast<unsigned char>(text.front());
    const std::size_t bytes = next.valid() ? next.bytes : 1;
    const bool kept = (keep == Keep::lines && (code == '\n' || code == '\t')) ||
                      (next.valid() && !is_control(code) && !is_deceptive(code));
    if (kept) {
      clean.append(text.substr(0, bytes));
    } else if (code == '\n' && keep == Keep::nothing) {
      clean += "\\n";
    } else {
      const bool wide = keep == Keep::json || code > 0xff;
      const auto number = static_cast<std::uint32_t>(code);
      clean += wide ? fmt::format("\\u{:04x}", number) : fmt::format("\\x{:02x}", number);
    }
    text.remove_prefix(bytes);
  }
}

}  // namespace

Redactor::Redactor(std::vector<Secret> secrets) {
  for (Secret& secret : secrets) {
    if (secret.reveal().size() < kMinimumLength) continue;
    Secret encoded(percent_encode(secret.reveal()));
    if (!encoded.equals(secret.reveal())) secrets_.push_back(std::move(encoded));
    secrets_.push_back(std::move(secret));
  }
  std::ranges::sort(secrets_, std::greater<>(),
                    [](const Secret& secret) { return secret.reveal().size(); });
}

std::string Redactor::redact(std::string text) const {
  for (const Secret& secret : secrets_) replace_all(text, secret.reveal(), "[redacted]");
  return text;
}

bool Redactor::finds_secret(std::string_view text) const {
  return std::ranges::any_of(secrets_, [text](const Secret& secret) {
    return text.find(secret.reveal()) != std::string_view::npos;
  });
}

std::string neutralize_controls(std::string_view text) { return cleaned(text, Keep::nothing); }

std::string neutralize_text(std::string_view text) { return cleaned(text, Keep::lines); }

std::string escape_unseen(std::string_view json) { return cleaned(json, Keep::json); }

}  // namespace yak::observe
