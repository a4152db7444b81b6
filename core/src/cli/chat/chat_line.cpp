// SPDX-License-Identifier: Apache-2.0
#include "cli/chat/chat_line.hpp"

#include <algorithm>
#include <utility>

#include "cli/terminal/width.hpp"

namespace yak::cli {
namespace {

/// Words are separated by blanks and line ends, as for Ctrl-W in shells.
bool is_between_words(char byte) { return byte == ' ' || byte == '\t' || byte == '\n'; }

}  // namespace

void ChatLine::set(std::string text) {
  text_ = std::move(text);
  cursor_ = text_.size();
}

std::string ChatLine::take() {
  cursor_ = 0;
  return std::exchange(text_, {});
}

bool ChatLine::insert(std::string_view text) {
  if (text_.size() + text.size() > kMax) return false;
  text_.insert(cursor_, text);
  cursor_ += text.size();
  return true;
}

bool ChatLine::apply(const Key& key) {
  switch (key.kind) {
    case Key::Kind::text:
    case Key::Kind::paste: return insert(key.text);
    case Key::Kind::newline: return insert("\n");
    case Key::Kind::yank: return insert(killed_);
    case Key::Kind::backspace: return remove(previous_boundary(text_, cursor_), cursor_);
    case Key::Kind::del: return remove(cursor_, next_boundary(text_, cursor_));
    case Key::Kind::left: return move_to(previous_boundary(text_, cursor_));
    case Key::Kind::right: return move_to(next_boundary(text_, cursor_));
    case Key::Kind::word_left: return move_to(word_start());
    case Key::Kind::word_right: return move_to(word_end());
    case Key::Kind::home: return move_to(line_start());
    case Key::Kind::end: return move_to(line_end());
    case Key::Kind::kill_to_end: return kill(cursor_, line_end());
    case Key::Kind::kill_to_start: return kill(line_start(), cursor_);
    case Key::Kind::kill_word: return kill(word_start(), cursor_);
    default: return false;
  }
}

bool ChatLine::move_to(std::size_t position) {
  return std::exchange(cursor_, position) != position;
}

bool ChatLine::remove(std::size_t from, std::size_t to) {
  if (from == to) return false;
  text_.erase(from, to - from);
  cursor_ = from;
  return true;
}

bool ChatLine::kill(std::size_t from, std::size_t to) {
  if (from == to) return false;
  killed_ = text_.substr(from, to - from);
  return remove(from, to);
}

std::size_t ChatLine::word_start() const {
  std::size_t at = cursor_;
  while (at > 0 && is_between_words(text_[at - 1])) --at;
  while (at > 0 && !is_between_words(text_[at - 1])) --at;
  return at;
}

std::size_t ChatLine::word_end() const {
  std::size_t at = cursor_;
  while (at < text_.size() && is_between_words(text_[at])) ++at;
  while (at < text_.size() && !is_between_words(text_[at])) ++at;
  return at;
}

std::size_t ChatLine::line_start() const {
  const std::size_t before = cursor_ == 0 ? std::string::npos : text_.rfind('\n', cursor_ - 1);
  return before == std::string::npos ? 0 : before + 1;
}

std::size_t ChatLine::line_end() const { return std::min(text_.find('\n', cursor_), text_.size()); }

}  // namespace yak::cli
