// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "yak/api.hpp"

/// Text that may be invalid UTF-8 (RFC 3629: shortest form, no surrogates, up to U+10FFFF). Pure.
namespace yak {

/// Why bytes are not a code point.
enum class Utf8Fault : std::uint8_t {
  none,
  cut,           ///< the text ends inside the sequence
  incomplete,    ///< another character follows inside the sequence
  surrogate,     ///< three bytes that encode a surrogate
  out_of_range,  ///< overlong, beyond U+10FFFF, or a byte that begins no sequence
};

/// One code point of a text.
struct CodePoint {
  char32_t value = 0xFFFD;  ///< the surrogate if it is one; U+FFFD for the other faults
  std::size_t bytes = 1;    ///< to the next code point; at least 1
  Utf8Fault fault = Utf8Fault::none;

  [[nodiscard]] constexpr bool valid() const noexcept { return fault == Utf8Fault::none; }
};

/// Reads the code point at `at`, which must be below `text.size()`.
[[nodiscard]] YAK_API CodePoint decode_utf8(std::string_view text, std::size_t at) noexcept;

/// `code_point` as UTF-8; it must be valid.
[[nodiscard]] YAK_API std::string encode_utf8(char32_t code_point);

/// The offset of the first byte that is not part of a code point. Nothing if `text` is valid.
[[nodiscard]] YAK_API std::optional<std::size_t> find_invalid_utf8(std::string_view text) noexcept;

[[nodiscard]] inline bool is_utf8(std::string_view text) noexcept {
  return !find_invalid_utf8(text);
}

/// `text` with each invalid sequence replaced by U+FFFD.
[[nodiscard]] YAK_API std::string repair_utf8(std::string_view text);

/// Whether `byte` continues a sequence that an earlier byte began.
[[nodiscard]] constexpr bool continues_utf8(char byte) noexcept {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// The longest prefix of `text` that has at most `max_bytes` and does not end inside a code point.
[[nodiscard]] YAK_API std::string_view clip_utf8(std::string_view text,
                                                 std::size_t max_bytes) noexcept;

/// The number of code points of a valid text.
[[nodiscard]] YAK_API std::size_t count_code_points(std::string_view text) noexcept;

}  // namespace yak
