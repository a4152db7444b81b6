// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <termios.h>

#include <string_view>

#include "cli/terminal/screen.hpp"

namespace yak::cli {

/// Switches the terminal of standard input to raw mode (no line editing, echo or signal keys) while
/// the object lives. The destructor restores the previous settings.
class RawTerminal {
 public:
  /// `begin` and `end`: escape sequences written when the mode begins and ends.
  RawTerminal(std::string_view begin, std::string_view end);
  ~RawTerminal();
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;

  /// False if standard input is not a terminal.
  [[nodiscard]] bool is_on() const noexcept { return is_on_; }
  /// Restores the terminal, stops this process (Ctrl-Z), and re-enters raw mode when it continues.
  void suspend();

  /// The size of standard output; 80 by 24 if the terminal does not report it.
  static ChatScreen::Size size();
  /// Writes all of `text` to standard output. False on a write error.
  static bool write(std::string_view text);

 private:
  void enter();
  void leave();

  std::string_view begin_;
  std::string_view end_;
  termios before_{};
  bool is_on_ = false;
};

}  // namespace yak::cli
