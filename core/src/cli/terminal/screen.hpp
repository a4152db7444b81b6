#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace yak::cli {

/// The lines at the bottom of a terminal that are drawn again and again: a status line and the
/// message that is being typed. What is shown above them stays and scrolls. Gives text to write,
/// with escape sequences (ECMA-48); writes nothing itself. Not thread-safe.
class ChatScreen {
 public:
  struct Size {
    std::size_t columns = 80;
    std::size_t rows = 24;
  };
  /// What is at the bottom. `prompt` and `status` are ASCII; an empty status takes no line.
  struct Bottom {
    std::string_view status;
    std::string_view prompt;
    std::string_view text;   ///< well-formed UTF-8; may have line feeds and tabs
    std::size_t cursor = 0;  ///< in `text`, a boundary of characters
  };

  /// Takes the bottom away; the cursor is where it began.
  std::string erase();
  /// Draws the bottom in the place of what was drawn before. Of a text with more lines than the
  /// terminal those around the cursor are shown.
  std::string draw(const Bottom& bottom, Size size);

 private:
  std::size_t row_ = 0;  ///< of the cursor, below the first line of the bottom
};

}  // namespace yak::cli
