#pragma once

#include <termios.h>

#include <string_view>

#include "cli/terminal/screen.hpp"

namespace yak::cli {

/// The terminal of standard input without line editing, echo and signals from keys, for as long as
/// this lives. Ends with the settings that were there before, also where it is destroyed early.
class RawTerminal {
 public:
  /// `begin` is written when the mode begins, `end` when it ends: escape sequences.
  RawTerminal(std::string_view begin, std::string_view end);
  ~RawTerminal();
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;

  /// False when standard input is no terminal.
  [[nodiscard]] bool is_on() const noexcept { return is_on_; }
  /// Gives the terminal back, stops this process (Ctrl-Z), and goes on when it is continued.
  void suspend();

  /// Of standard output; 80 by 24 where the terminal does not say.
  static ChatScreen::Size size();
  /// Writes all to standard output. False when it is gone.
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
