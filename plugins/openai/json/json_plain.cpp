// SPDX-License-Identifier: Apache-2.0
#include "openai/json/json_plain.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace yak::openai {
namespace {

bool is_plain(char c) noexcept {
  return static_cast<std::uint8_t>(c) >= 0x20 && c != '"' && c != '\\';
}

constexpr std::uint64_t each(std::uint8_t byte) noexcept { return 0x0101010101010101U * byte; }

/// Sets the high bit of the first byte of `word` that is less than `bound` (at most 0x80), if any.
/// Bits above that byte are undefined.
constexpr std::uint64_t first_less(std::uint64_t word, std::uint8_t bound) noexcept {
  return (word - each(bound)) & ~word & each(0x80);
}

}  // namespace

const char* plain_end(const char* at, const char* end) noexcept {
  // Eight bytes at a time.
  for (std::uint64_t word = 0; end - at >= static_cast<std::ptrdiff_t>(sizeof word);
       at += sizeof word) {
    std::memcpy(&word, at, sizeof word);
    const std::uint64_t marks =
        first_less(word, 0x20) | first_less(word ^ each('"'), 1) | first_less(word ^ each('\\'), 1);
    if (marks == 0) continue;
    if constexpr (std::endian::native != std::endian::little) break;
    return at + std::countr_zero(marks) / 8;
  }
  return std::find_if_not(at, end, is_plain);
}

}  // namespace yak::openai
