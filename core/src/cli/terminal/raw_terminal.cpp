// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal/raw_terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace yak::cli {

RawTerminal::RawTerminal(std::string_view begin, std::string_view end) : begin_(begin), end_(end) {
  is_on_ = ::tcgetattr(STDIN_FILENO, &before_) == 0;
  if (is_on_) enter();
}

RawTerminal::~RawTerminal() {
  if (is_on_) leave();
}

void RawTerminal::enter() {
  termios raw = before_;
  raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG | IEXTEN);
  raw.c_iflag &= ~static_cast<tcflag_t>(ICRNL | INLCR | IXON | ISTRIP);
  raw.c_iflag |= IUTF8;
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
  (void)write(begin_);
}

void RawTerminal::leave() {
  (void)write(end_);
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
}

void RawTerminal::suspend() {
  leave();
  ::kill(0, SIGSTOP);
  enter();
}

ChatScreen::Size RawTerminal::size() {
  ChatScreen::Size size;
  winsize told{};
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): ioctl(2)
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &told) != 0) return size;
  if (told.ws_col > 0) size.columns = told.ws_col;
  if (told.ws_row > 0) size.rows = told.ws_row;
  return size;
}

bool RawTerminal::write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace yak::cli
