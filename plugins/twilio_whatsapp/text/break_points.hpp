// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace yak::twilio {

/// How good a break right before a code point is, worst first, except `inside`.
enum class BreakRank : std::uint8_t {
  never,     ///< inside a code fence's mark
  grapheme,  ///< between two grapheme clusters
  word,
  sentence,
  line,
  paragraph,
  inside,  ///< inside a grapheme cluster: only if one is longer than a message
};

/// One code point of a text.
struct TextUnit {
  std::uint32_t offset = 0;  ///< first byte
  std::uint8_t units = 1;    ///< UTF-16 units
  BreakRank before = BreakRank::grapheme;
  bool in_fence = false;  ///< a break right before it must close and reopen the code fence
};

/// Ranks the breaks of `text` (valid UTF-8, at most 4 GiB): grapheme clusters (UAX #29), words,
/// sentences, lines, paragraphs, and code between pairs of ```. A last ``` without a partner is not
/// a fence; WhatsApp shows it literally. Linear.
std::vector<TextUnit> find_break_points(std::string_view text);

}  // namespace yak::twilio
