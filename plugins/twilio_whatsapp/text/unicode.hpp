// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace yak::twilio {

/// One code point of a text that may be invalid UTF-8.
struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 1;  ///< to the next code point; at least 1
  bool valid = false;     ///< false: `bytes` bytes of invalid UTF-8 (RFC 3629)
};

/// Reads the code point at `at`, which must be below `text.size()`.
CodePoint decode_utf8(std::string_view text, std::size_t at) noexcept;

/// `text` with every invalid sequence replaced by U+FFFD.
std::string repair_utf8(std::string_view text);

/// `code_point`, which must be valid (no surrogate, at most U+10FFFF), as UTF-8.
std::string encode_utf8(char32_t code_point);

/// The UTF-16 units of a code point. Twilio does not document its unit; this one is never less than
/// the number of characters.
constexpr std::size_t utf16_units(char32_t code_point) noexcept {
  return code_point > 0xFFFF ? 2 : 1;
}
std::size_t utf16_length(std::string_view text) noexcept;

/// The longest prefix of `text` that has at most `max_bytes` and ends between code points.
std::string_view clip_utf8(std::string_view text, std::size_t max_bytes) noexcept;

}  // namespace yak::twilio
