// SPDX-License-Identifier: Apache-2.0
#include "cli/chat/chat_inline.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <vector>

namespace yak::cli {
namespace {

/// Bounds the search for an opening mark; older open marks are treated as text.
constexpr std::size_t kMaxOpen = 64;
constexpr std::size_t kLongestUrl = 2'048;

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\0'; }
bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool is_ascii_mark(char c) { return c > ' ' && c < '\x7f' && !is_word(c); }

class InlineText {
 public:
  InlineText(std::string_view text, const TextStyle& style, bool is_bold)
      : text_(text), style_(style), is_bold_(is_bold) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t length = run_at(at, '`');
      if (length > 0) ticks_[length].push_back(at);
      at += std::max<std::size_t>(1, length);
    }
  }

  std::string run() {
    while (at_ < text_.size()) step();
    std::string out;
    for (const std::string& piece : pieces_) out += piece;
    return out;
  }

 private:
  struct Open {
    char mark;
    std::size_t length;  ///< of the run: 1 or 2; of `[`: 1, of `![`: 2
    std::size_t piece;
  };

  [[nodiscard]] char at(std::size_t position) const {
    return position < text_.size() ? text_[position] : '\0';
  }
  [[nodiscard]] std::size_t run_at(std::size_t from, char mark) const {
    std::size_t end = from;
    while (at(end) == mark && end < text_.size()) ++end;
    return end - from;
  }

  void put(std::string_view text) {
    if (pieces_.empty() || is_closed_) pieces_.emplace_back();
    is_closed_ = false;
    pieces_.back() += text;
  }
  /// Adds a separate piece, which is replaced when the closing mark is found.
  std::size_t put_mark(std::string_view text) {
    pieces_.emplace_back(text);
    is_closed_ = true;
    return pieces_.size() - 1;
  }

  void step() {
    const char c = text_[at_];
    switch (c) {
      case '\\': return escape();
      case '`': return code_span();
      case '*':
      case '_':
      case '~': return emphasis(c);
      case '[': return open_bracket(1);
      case '!':
        if (at(at_ + 1) == '[') return open_bracket(2);
        break;
      case ']': return close_bracket();
      case '<': return autolink();
      case 'h':
        if (const std::size_t length = bare_url()) {
          put(text_.substr(at_, length));
          at_ += length;
          return;
        }
        break;
      default: break;
    }
    put(text_.substr(at_++, 1));
  }

  void escape() {
    const bool hides = is_ascii_mark(at(at_ + 1));
    put(text_.substr(hides ? at_ + 1 : at_, 1));
    at_ += hides ? 2 : 1;
  }

  void code_span() {
    const std::size_t length = run_at(at_, '`');
    const std::vector<std::size_t>& same = ticks_[length];
    const auto close = std::ranges::upper_bound(same, at_);
    if (close == same.end()) {
      put(text_.substr(at_, length));
      at_ += length;
      return;
    }
    std::string_view code = text_.substr(at_ + length, *close - at_ - length);
    // Spaces on both sides let a span begin with a backtick (CommonMark 0.31, 6.1).
    if (code.size() > 2 && code.front() == ' ' && code.back() == ' ') {
      code = code.substr(1, code.size() - 2);
    }
    put(style_.cyan(code));
    at_ = *close + length;
  }

  void emphasis(char mark) {
    const std::size_t length = run_at(at_, mark);
    const char before = at_ == 0 ? ' ' : text_[at_ - 1];
    const char after = at(at_ + length);
    const std::string_view run = text_.substr(at_, length);
    at_ += length;
    if (length > 2 || (mark == '~' && length != 2)) return three_or_more(run, before, after);
    const bool opens = !is_blank(after) && !is_word(before);
    const bool closes = !is_blank(before) && !is_word(after) && !is_name(mark);
    if (closes) {
      if (const auto open = find_open(mark, length)) return close(*open);
    }
    const std::size_t piece = put_mark(run);
    if (opens) push({mark, length, piece});
  }

  /// In names such as `__init__.py` and `__init__()`, the text after the mark at `at_` is part of
  /// the name.
  [[nodiscard]] bool is_name(char mark) const {
    return mark == '_' && (at(at_) == '(' || (at(at_) == '.' && is_word(at(at_ + 1))));
  }

  /// `***bold and italic***` sets both styles; other long runs are text.
  void three_or_more(std::string_view run, char before, char after) {
    if (run.size() != 3 || run.front() == '~') return put(run);
    if (!is_blank(before) && !is_word(after)) {
      if (const auto open = find_open(run.front(), 3)) {
        pieces_[open_[*open].piece] = style_.code(is_bold_ ? "3" : "1;3");
        open_.resize(*open);
        put_mark(style_.code(is_bold_ ? "23" : "22;23"));
        return;
      }
    }
    const std::size_t piece = put_mark(run);
    if (!is_blank(after) && !is_word(before)) push({run.front(), 3, piece});
  }

  [[nodiscard]] std::optional<std::size_t> find_open(char mark, std::size_t length) const {
    for (std::size_t i = open_.size(); i-- > 0;) {
      if (open_[i].mark == mark && open_[i].length == length) return i;
    }
    return std::nullopt;
  }

  void push(Open open) {
    if (open_.size() >= kMaxOpen) open_.erase(open_.begin());
    open_.push_back(open);
  }

  void close(std::size_t index) {
    const Open open = open_[index];
    const bool strong = open.length == 2 && open.mark != '~';
    const char* on = open.mark == '~' ? "9" : strong ? "1" : "3";
    const char* off = open.mark == '~' ? "29" : strong ? "22" : "23";
    const bool shows = !(strong && is_bold_);
    pieces_[open.piece] = shows ? style_.code(on) : std::string();
    put_mark(shows ? style_.code(off) : std::string());
    open_.resize(index);
  }

  void open_bracket(std::size_t length) {
    push({'[', length, put_mark(text_.substr(at_, length))});
    at_ += length;
  }

  void close_bracket() {
    ++at_;
    const auto image = find_open('[', 2);
    const auto link = find_open('[', 1);
    const auto open = std::max(image, link);  // An empty optional is less than any value.
    const auto url = open && at(at_) == '(' ? url_at(at_ + 1) : std::nullopt;
    if (!url) {
      put("]");
      if (open) open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(*open));
      return;
    }
    finish_link(*open, *url);
  }

  void finish_link(std::size_t index, std::string_view url) {
    const std::size_t from = open_[index].piece;
    open_.resize(index);
    std::string label;
    for (std::size_t i = from + 1; i < pieces_.size(); ++i) label += pieces_[i];
    pieces_.resize(from);
    is_closed_ = true;
    const bool repeats = label.empty() || label == url;
    put(style_.code("4") + (repeats ? std::string(url) : label) + style_.code("24") +
        (repeats ? "" : " (" + std::string(url) + ")"));
  }

  /// Parses `(URL)` or `(URL "title")` and moves `at_` past it.
  std::optional<std::string_view> url_at(std::size_t from) {
    const std::string_view rest = text_.substr(from, kLongestUrl);
    std::size_t depth = 0;
    for (std::size_t i = 0; i < rest.size() && rest[i] != '\n'; ++i) {
      if (rest[i] == '(') ++depth;
      if (rest[i] != ')' || depth-- > 0) continue;
      at_ = from + i + 1;
      std::string_view url = rest.substr(0, std::min(i, rest.find(' ')));
      if (url.starts_with('<') && url.ends_with('>')) url = url.substr(1, url.size() - 2);
      return url;
    }
    return std::nullopt;
  }

  /// The length of a bare URL at `at_`; marks inside it are not interpreted. Trailing punctuation
  /// belongs to the sentence (GitHub Flavored Markdown, 6.9).
  [[nodiscard]] std::size_t bare_url() const {
    if (at_ > 0 && is_word(text_[at_ - 1])) return 0;
    std::string_view url = text_.substr(at_, kLongestUrl);
    if (!url.starts_with("http://") && !url.starts_with("https://")) return 0;
    url = url.substr(0, url.find_first_of(" \t\n<>[]()`"));
    return url.find_last_not_of("?!.,:*_~'\"") + 1;
  }

  void autolink() {
    const std::string_view rest = text_.substr(at_ + 1, kLongestUrl);
    const std::size_t end = rest.find_first_of("<> \n");
    const bool is_link = end != std::string_view::npos && rest[end] == '>' &&
                         (rest.starts_with("http://") || rest.starts_with("https://") ||
                          rest.starts_with("mailto:"));
    if (!is_link) return put(text_.substr(at_++, 1));
    put(style_.code("4") + std::string(rest.substr(0, end)) + style_.code("24"));
    at_ += end + 2;
  }

  std::string_view text_;
  const TextStyle& style_;
  bool is_bold_;
  std::size_t at_ = 0;
  std::map<std::size_t, std::vector<std::size_t>> ticks_;  ///< run positions by run length
  std::vector<std::string> pieces_;
  bool is_closed_ = false;  ///< no text may be added to the last piece
  std::vector<Open> open_;
};

}  // namespace

std::string inline_markdown(std::string_view text, const TextStyle& style, bool is_bold) {
  return InlineText(text, style, is_bold).run();
}

}  // namespace yak::cli
