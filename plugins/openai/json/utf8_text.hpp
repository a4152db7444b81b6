#pragma once

#include <string>
#include <string_view>

namespace yak::openai {

/// True when `text` is well-formed UTF-8 (Unicode 15, table 3-7).
[[nodiscard]] bool is_well_formed(std::string_view text) noexcept;

/// Appends `text`, with U+FFFD in the place of whatever is not well-formed UTF-8.
void append_well_formed(std::string& out, std::string_view text);

/// `text` cut to at most `limit` bytes, never inside a character.
[[nodiscard]] std::string_view cut_at(std::string_view text, std::size_t limit) noexcept;

/// Puts pieces of text together and keeps what comes out well-formed. A character that was cut
/// between two pieces is made whole again, both when its bytes were cut and when a server written
/// in JavaScript cut a surrogate pair (each half then arrives as three bytes of its own, WTF-8).
class TextJoiner {
 public:
  /// Appends what is whole by now to `out`; at most six bytes wait for the next piece.
  void push(std::string_view piece, std::string& out);
  /// Appends U+FFFD for whatever still waits.
  void finish(std::string& out);

 private:
  std::string waiting_;
};

}  // namespace yak::openai
