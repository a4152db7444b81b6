// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace yak::twilio {

/// The UTF-16 units of a code point. Twilio does not document its unit; this one is never less than
/// the number of characters.
constexpr std::size_t utf16_units(char32_t code_point) noexcept {
  return code_point > 0xFFFF ? 2 : 1;
}
std::size_t utf16_length(std::string_view text) noexcept;

}  // namespace yak::twilio
