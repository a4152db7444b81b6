// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal/screen.hpp"

#include <algorithm>
#include <vector>

#include "cli/terminal/width.hpp"

namespace yak::cli {
namespace {

/// A text broken into terminal lines, with the cursor's position.
struct Layout {
  std::vector<std::string> lines;
  std::size_t row = 0;
  std::size_t column = 0;
};

/// Breaks the text before the last column, because terminals differ in where the cursor is after a
/// character in the last column.
class Flow {
 public:
  Flow(const ChatScreen::Bottom& bottom, std::size_t columns)
      : bottom_(bottom), limit_(std::max<std::size_t>(columns, bottom.prompt.size() + 4) - 1) {
    layout_.lines.emplace_back(bottom.prompt);
    column_ = bottom.prompt.size();
  }

  Layout run() {
    const std::string_view text = bottom_.text;
    for (std::size_t at = 0; at < text.size();) {
      if (at == bottom_.cursor) note_cursor();
      const std::size_t next = next_boundary(text, at);
      take(text.substr(at, next - at));
      at = next;
    }
    if (bottom_.cursor >= text.size()) note_cursor();
    return std::move(layout_);
  }

 private:
  void note_cursor() {
    layout_.row = layout_.lines.size() - 1;
    layout_.column = column_;
  }

  void take(std::string_view character) {
    if (character == "\n") return begin_line(bottom_.prompt.size());
    const std::size_t width = columns_of(character);
    if (column_ + width > limit_) begin_line(0);
    layout_.lines.back() += character == "\t" ? std::string(width, ' ') : std::string(character);
    column_ += width;
  }

  void begin_line(std::size_t indent) {
    layout_.lines.emplace_back(indent, ' ');
    column_ = indent;
  }

  const ChatScreen::Bottom& bottom_;
  std::size_t limit_;
  std::size_t column_ = 0;
  Layout layout_;
};

std::string steps(std::size_t count, char direction) {
  return count == 0 ? "" : "\x1b[" + std::to_string(count) + direction;
}

}  // namespace

std::string ChatScreen::erase() {
  std::string text = "\r" + steps(row_, 'A') + "\x1b[J";
  row_ = 0;
  return text;
}

std::string ChatScreen::draw(const Bottom& bottom, Size size) {
  std::string out = erase();
  const Layout layout = Flow(bottom, size.columns).run();
  const std::size_t above = bottom.status.empty() ? 0 : 1;
  const std::size_t room = std::max<std::size_t>(size.rows, above + 2) - above - 1;
  const std::size_t shown = std::min(room, layout.lines.size());
  const std::size_t first = layout.row < shown ? 0 : layout.row + 1 - shown;
  if (above > 0) out += std::string(bottom.status.substr(0, size.columns - 1)) + "\r\n";
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) out += "\r\n";
    out += layout.lines[first + i];
  }
  const std::size_t row = layout.row - first;
  out += steps(shown - 1 - row, 'A') + "\r" + steps(layout.column, 'C');
  row_ = above + row;
  return out;
}

}  // namespace yak::cli
