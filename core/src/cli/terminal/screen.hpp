// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace yak::cli {

/// The lines at the bottom of a terminal that are redrawn: a status line and the message being
/// edited. Output above them scrolls. Returns text with escape sequences (ECMA-48); does not write.
/// Not thread-safe.
class ChatScreen {
 public:
  struct Size {
    std::size_t columns = 80;
    std::size_t rows = 24;
  };
  /// The content of the bottom lines. `prompt` and `status` are ASCII; an empty status takes no
  /// line.
  struct Bottom {
    std::string_view status;
    std::string_view prompt;
    std::string_view text;   ///< well-formed UTF-8; may have line feeds and tabs
    std::size_t cursor = 0;  ///< in `text`, at a character boundary
  };

  /// Erases the bottom lines; the cursor is then where they began.
  std::string erase();
  /// Redraws the bottom lines. If the text has more lines than the terminal, the ones around the
  /// cursor are shown.
  std::string draw(const Bottom& bottom, Size size);

 private:
  std::size_t row_ = 0;  ///< the cursor's row, from the first bottom line
};

}  // namespace yak::cli
