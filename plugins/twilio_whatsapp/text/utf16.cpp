// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/text/utf16.hpp"

#include "yak/text/utf8.hpp"

namespace yak::twilio {

std::size_t utf16_length(std::string_view text) noexcept {
  std::size_t units = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    units += utf16_units(point.value);
    at += point.bytes;
  }
  return units;
}

}  // namespace yak::twilio
