// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/text/unicode.hpp"

namespace yak::twilio {
namespace {

/// A sequence's length, the smallest value that may be encoded in it, and the bits of its lead
/// byte.
struct Shape {
  std::size_t length;
  char32_t minimum;
  char32_t bits;
};

Shape shape_of(unsigned char lead) noexcept {
  if (lead < 0x80U) return {1, 0, lead};
  if ((lead & 0xE0U) == 0xC0U) return {2, 0x80, lead & 0x1FU};
  if ((lead & 0xF0U) == 0xE0U) return {3, 0x800, lead & 0x0FU};
  if ((lead & 0xF8U) == 0xF0U) return {4, 0x10000, lead & 0x07U};
  return {0, 0, 0};
}

}  // namespace

CodePoint decode_utf8(std::string_view text, std::size_t at) noexcept {
  if (static_cast<unsigned char>(text[at]) < 0x80U) {
    return {static_cast<char32_t>(text[at]), 1, true};
  }
  const Shape shape = shape_of(static_cast<unsigned char>(text[at]));
  char32_t value = shape.bits;
  std::size_t read = 1;
  while (read < shape.length && at + read < text.size()) {
    const auto byte = static_cast<unsigned char>(text[at + read]);
    if ((byte & 0xC0U) != 0x80U) break;
    value = (value << 6U) | (byte & 0x3FU);
    ++read;
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (read != shape.length || value < shape.minimum || value > 0x10FFFF || surrogate) {
    return {0xFFFD, read, false};
  }
  return {value, read, true};
}

std::string repair_utf8(std::string_view text) {
  std::string repaired;
  repaired.reserve(text.size());
  std::size_t sound = 0;  // begin of the valid text that is not copied yet
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    if (!point.valid) {
      repaired.append(text, sound, at - sound).append("\xEF\xBF\xBD");
      sound = at + point.bytes;
    }
    at += point.bytes;
  }
  repaired.append(text, sound);
  return repaired;
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

std::size_t utf16_length(std::string_view text) noexcept {
  std::size_t units = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    units += utf16_units(point.value);
    at += point.bytes;
  }
  return units;
}

std::string_view clip_utf8(std::string_view text, std::size_t max_bytes) noexcept {
  if (text.size() <= max_bytes) return text;
  std::size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

}  // namespace yak::twilio
