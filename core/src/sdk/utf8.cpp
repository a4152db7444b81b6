// SPDX-License-Identifier: Apache-2.0
#include "yak/text/utf8.hpp"

#include <algorithm>
#include <cstring>

namespace yak {
namespace {

/// A sequence's length (0: the byte begins none), the smallest value that needs that length, and
/// the bits of its first byte.
struct Utf8Lead {
  std::size_t length;
  char32_t minimum;
  char32_t bits;
};

Utf8Lead lead_of(unsigned char byte) noexcept {
  if ((byte & 0xE0U) == 0xC0U) return {2, 0x80, byte & 0x1FU};
  if ((byte & 0xF0U) == 0xE0U) return {3, 0x800, byte & 0x0FU};
  if ((byte & 0xF8U) == 0xF0U) return {4, 0x10000, byte & 0x07U};
  return {0, 0, 0};
}

/// The length of an ASCII prefix of `text`, a multiple of eight; the real one may be longer.
std::size_t ascii_prefix(std::string_view text) noexcept {
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  std::size_t length = 0;
  for (std::uint64_t word = 0; length + sizeof word <= text.size(); length += sizeof word) {
    std::memcpy(&word, text.data() + length, sizeof word);
    if ((word & kHighBits) != 0) break;
  }
  return length;
}

}  // namespace

CodePoint decode_utf8(std::string_view text, std::size_t at) noexcept {
  constexpr char32_t kNone = 0xFFFD;
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80U) return {first, 1, Utf8Fault::none};
  const auto [length, minimum, bits] = lead_of(first);
  if (length == 0) return {kNone, 1, Utf8Fault::out_of_range};
  char32_t value = bits;
  std::size_t read = 1;
  for (; read < length; ++read) {
    if (at + read == text.size()) return {kNone, read, Utf8Fault::cut};
    const char next = text[at + read];
    if (!continues_utf8(next)) return {kNone, read, Utf8Fault::incomplete};
    value = (value << 6U) | (static_cast<unsigned char>(next) & 0x3FU);
  }
  if (value < minimum || value > 0x10FFFF) return {kNone, read, Utf8Fault::out_of_range};
  if (value >= 0xD800 && value <= 0xDFFF) return {value, read, Utf8Fault::surrogate};
  return {value, read, Utf8Fault::none};
}

std::string encode_utf8(char32_t code_point) {
  const auto tail = [code_point](unsigned shift) {
    return static_cast<char>(0x80U | ((code_point >> shift) & 0x3FU));
  };
  if (code_point < 0x80) return {static_cast<char>(code_point)};
  if (code_point < 0x800) return {static_cast<char>(0xC0U | (code_point >> 6U)), tail(0)};
  if (code_point < 0x10000) {
    return {static_cast<char>(0xE0U | (code_point >> 12U)), tail(6), tail(0)};
  }
  return {static_cast<char>(0xF0U | (code_point >> 18U)), tail(12), tail(6), tail(0)};
}

std::optional<std::size_t> find_invalid_utf8(std::string_view text) noexcept {
  for (std::size_t at = ascii_prefix(text); at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    if (!point.valid()) return at;
    at += point.bytes;
    if (point.bytes > 1) at += ascii_prefix(text.substr(at));
  }
  return std::nullopt;
}

std::string repair_utf8(std::string_view text) {
  std::string repaired;
  repaired.reserve(text.size());
  while (const auto fault = find_invalid_utf8(text)) {
    repaired.append(text.substr(0, *fault)).append("\xEF\xBF\xBD");
    text.remove_prefix(*fault + decode_utf8(text, *fault).bytes);
  }
  return repaired.append(text);
}

std::string_view clip_utf8(std::string_view text, std::size_t max_bytes) noexcept {
  if (text.size() <= max_bytes) return text;
  // A code point has at most three continuation bytes. After more of them the text is not UTF-8,
  // and there is no code point to keep whole.
  const std::size_t least = max_bytes - std::min(max_bytes, std::size_t{3});
  std::size_t end = max_bytes;
  while (end > least && continues_utf8(text[end])) --end;
  return text.substr(0, continues_utf8(text[end]) ? max_bytes : end);
}

std::size_t count_code_points(std::string_view text) noexcept {
  return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, continues_utf8));
}

}  // namespace yak
