// SPDX-License-Identifier: Apache-2.0
#include "base/printable_text.hpp"

#include <cstdint>
#include <cstring>

namespace yak::base {
namespace {

constexpr std::uint64_t kEveryByte = 0x0101010101010101;

/// Whether all eight bytes are from 0x20 to 0x7e. If no byte is above 0x7f, adding 1 sets a byte's
/// highest bit only for 0x7f, and subtracting 0x20 sets it only below 0x20. A borrow from the byte
/// before requires that byte to be out of range itself.
bool are_printable(std::uint64_t bytes) noexcept {
  const std::uint64_t outside = bytes | (bytes + kEveryByte) | (bytes - kEveryByte * 0x20);
  return (outside & (kEveryByte * 0x80)) == 0;
}

bool is_printable(char c) noexcept { return c >= 0x20 && c < 0x7f; }

}  // namespace

std::size_t printable_prefix(std::string_view text) noexcept {
  std::size_t at = 0;
  std::uint64_t bytes = 0;
  for (; text.size() - at >= sizeof bytes; at += sizeof bytes) {
    std::memcpy(&bytes, text.data() + at, sizeof bytes);
    if (!are_printable(bytes)) break;
  }
  while (at < text.size() && is_printable(text[at])) ++at;
  return at;
}

}  // namespace yak::base
