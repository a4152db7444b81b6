// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal/width.hpp"

#include <utf8proc.h>

#include <algorithm>

#include "yak/text/utf8.hpp"

namespace yak::cli {
namespace {

constexpr std::uint32_t kZeroWidthJoiner = 0x200D;
constexpr std::uint32_t kEmojiPresentation = 0xFE0F;
/// Two regional indicators form a flag.
constexpr std::uint32_t kRegionalA = 0x1F1E6;
constexpr std::uint32_t kRegionalZ = 0x1F1FF;
/// Limit of a user-perceived character in bytes; a longer one is split.
constexpr std::size_t kLongestCharacter = 128;

std::size_t width_of(std::uint32_t code) noexcept {
  return static_cast<std::size_t>(std::max(0, utf8proc_charwidth(static_cast<int>(code))));
}

}  // namespace

Character character_at(std::string_view text, std::size_t at) noexcept {
  const CodePoint point = decode_utf8(text, at);
  if (!point.valid()) return {};
  return {static_cast<std::uint32_t>(point.value), point.bytes, true};
}

std::size_t next_boundary(std::string_view text, std::size_t at) noexcept {
  if (at >= text.size()) return text.size();
  Character before = character_at(text, at);
  std::size_t end = at + before.bytes;
  utf8proc_int32_t state = 0;
  while (end < text.size() && end - at < kLongestCharacter) {
    const Character after = character_at(text, end);
    if (!before.is_valid || !after.is_valid ||
        utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(before.code),
                                         static_cast<utf8proc_int32_t>(after.code), &state)) {
      break;
    }
    end += after.bytes;
    before = after;
  }
  return end;
}

std::size_t previous_boundary(std::string_view text, std::size_t at) noexcept {
  // A certain boundary before `at`: the beginning of the text, or a character far enough back.
  std::size_t start = at > 2 * kLongestCharacter ? at - 2 * kLongestCharacter : 0;
  while (start > 0 && continues_utf8(text[start])) --start;
  while (start < at) {
    const std::size_t next = next_boundary(text, start);
    if (next >= at) return start;
    start = next;
  }
  return start;
}

std::size_t columns_of(std::string_view character) noexcept {
  constexpr std::size_t kTab = 4;
  if (character.empty()) return 0;
  if (character.front() == '\t') return kTab;
  std::size_t columns = 0;
  for (std::size_t at = 0; at < character.size();) {
    const Character one = character_at(character, at);
    const bool is_flag = at > 0 && one.code >= kRegionalA && one.code <= kRegionalZ;
    at += one.bytes;
    if (is_flag || one.code == kZeroWidthJoiner || one.code == kEmojiPresentation) {
      columns = 2;  // A sequence of emoji is drawn as one.
    } else {
      columns = std::max(columns, width_of(one.code));
    }
  }
  return columns;
}

bool is_unseen_control(std::uint32_t code) noexcept {
  return (code >= 0x7FU && code <= 0x9FU) || code == 0x2028U || code == 0x2029U ||
         (code >= 0x202AU && code <= 0x202EU) || (code >= 0x2066U && code <= 0x2069U);
}

}  // namespace yak::cli
