#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace yak::twilio {

/// One code point of a byte sequence that may be broken.
struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 1;  ///< how many to step over; at least 1
  bool valid = false;     ///< false: `bytes` bytes that are no UTF-8 (RFC 3629)
};

/// Reads the code point at `at`, which must be below `text.size()`.
CodePoint decode_utf8(std::string_view text, std::size_t at) noexcept;

/// `text` with every broken sequence replaced by U+FFFD.
std::string repair_utf8(std::string_view text);

/// The bytes of a code point that may stand in UTF-8 (no surrogate, at most U+10FFFF).
std::string encode_utf8(char32_t code_point);

/// How many UTF-16 units a code point takes: Twilio does not say what it counts, and this is never
/// less than the number of characters.
constexpr std::size_t utf16_units(char32_t code_point) noexcept {
  return code_point > 0xFFFF ? 2 : 1;
}
std::size_t utf16_length(std::string_view text) noexcept;

/// The longest beginning of `text` that has at most `max_bytes` and ends between code points.
std::string_view clip_utf8(std::string_view text, std::size_t max_bytes) noexcept;

}  // namespace yak::twilio
