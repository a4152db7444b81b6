#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace yak::twilio {

/// WhatsApp through Twilio refuses a body of 1600 characters and more. The unit is not documented;
/// UTF-16 units are never fewer than the characters.
inline constexpr std::size_t kTwilioTextLimit = 1600;
inline constexpr std::size_t kSmallestTextLimit = 64;

struct ChunkOptions {
  /// Every part has fewer UTF-16 units than this; at least kSmallestTextLimit.
  std::size_t limit = kTwilioTextLimit;
  /// Parts of a text that needs several begin with `(1/3)`, counted in the limit.
  bool number_parts = false;
};

/// Cuts `text` into parts below the limit: at a paragraph, else a line, a sentence, a word, a
/// character (grapheme cluster); inside a character only where it alone is longer than a part. Code
/// between ``` is closed at a cut and opened again behind it. White space around cuts is dropped,
/// broken UTF-8 replaced. Text of white space alone gives no part. Linear in time and memory.
std::vector<std::string> split_text(std::string_view text, const ChunkOptions& options);

}  // namespace yak::twilio
