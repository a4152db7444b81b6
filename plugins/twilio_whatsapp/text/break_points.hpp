#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace yak::twilio {

/// How good it is to end a message right before a code point, worst first.
enum class BreakRank : std::uint8_t {
  never,     ///< inside a code fence's mark: not even in need
  grapheme,  ///< between two characters as people see them
  word,
  sentence,
  line,
  paragraph,
  inside,  ///< inside a character: only where one character is longer than a message
};

/// One code point of a text that is to be cut.
struct TextUnit {
  std::uint32_t offset = 0;  ///< first byte
  std::uint8_t units = 1;    ///< UTF-16 units
  BreakRank before = BreakRank::grapheme;
  bool in_fence = false;  ///< cutting right before it needs the code fence closed and reopened
};

/// Marks up `text` (valid UTF-8, at most 4 GiB) in one pass a property: grapheme clusters (UAX
/// #29), words, sentences, lines, paragraphs, and code between pairs of ```. A last ``` without a
/// partner is no fence: WhatsApp shows it as it is.
std::vector<TextUnit> find_break_points(std::string_view text);

}  // namespace yak::twilio
