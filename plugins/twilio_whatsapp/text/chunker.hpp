// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace yak::twilio {

/// Twilio refuses a WhatsApp body of 1600 characters or more. The unit is not documented; the
/// number of UTF-16 units is never less than that of characters.
inline constexpr std::size_t kTwilioTextLimit = 1600;
inline constexpr std::size_t kSmallestTextLimit = 64;

struct ChunkOptions {
  /// Every part has fewer UTF-16 units than this; at least kSmallestTextLimit.
  std::size_t limit = kTwilioTextLimit;
  /// Begin each part with `(1/3)`, counted in the limit, if there are several.
  bool number_parts = false;
};

/// Splits `text` into parts below the limit: at a paragraph, else a line, a sentence, a word, or a
/// grapheme cluster; inside a cluster only if it alone is longer than a part. Code between ``` is
/// closed at a break and reopened after it. White space around breaks is dropped, invalid UTF-8
/// replaced. A text of only white space gives no part. Linear in time and memory.
std::vector<std::string> split_text(std::string_view text, const ChunkOptions& options);

}  // namespace yak::twilio
