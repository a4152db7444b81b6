// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace yak::openai {

/// True when `text` is well-formed UTF-8 (Unicode 15, table 3-7).
[[nodiscard]] bool is_well_formed(std::string_view text) noexcept;

/// Appends `text`, with invalid UTF-8 replaced by U+FFFD.
void append_well_formed(std::string& out, std::string_view text);

/// `text` truncated to at most `limit` bytes, never inside a character.
[[nodiscard]] std::string_view cut_at(std::string_view text, std::size_t limit) noexcept;

/// Joins pieces of text into well-formed UTF-8. Restores a character that was split between two
/// pieces, whether between its bytes or, by a server written in JavaScript, between the halves of a
/// surrogate pair (each half then arrives as three bytes, WTF-8).
class TextJoiner {
 public:
  /// Appends all complete characters to `out`; keeps at most six bytes for the next piece.
  void push(std::string_view piece, std::string& out);
  /// Appends U+FFFD if an incomplete character is left.
  void finish(std::string& out);

 private:
  std::string waiting_;
};

}  // namespace yak::openai
