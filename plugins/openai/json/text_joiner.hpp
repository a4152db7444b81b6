// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace yak::openai {

/// Joins pieces of text into valid UTF-8. Restores a character that was split between two pieces,
/// whether between its bytes or, by a server written in JavaScript, between the halves of a
/// surrogate pair (each half then arrives as three bytes, WTF-8). U+FFFD replaces what is invalid.
class TextJoiner {
 public:
  /// Appends all complete characters to `out`; keeps at most six bytes for the next piece.
  void push(std::string_view piece, std::string& out);
  /// Appends U+FFFD if an incomplete character is left.
  void finish(std::string& out);

 private:
  std::string waiting_;
};

/// Appends a text that is complete, likewise.
void append_joined(std::string& out, std::string_view text);

}  // namespace yak::openai
