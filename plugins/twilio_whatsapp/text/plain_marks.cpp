// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/text/plain_marks.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "yak/text/utf8.hpp"

namespace yak::twilio {
namespace {

struct Hidden {
  char mark;
  char byte;
};
/// The bytes 0xF8 to 0xFF do not occur in UTF-8 (RFC 3629, section 3).
constexpr std::array kHidden{Hidden{'*', '\xFA'}, Hidden{'_', '\xFB'}, Hidden{'~', '\xFC'},
                             Hidden{'[', '\xFD'}};

bool is_mark(char c) noexcept { return c == '*' || c == '_' || c == '~'; }

/// The kind of a character next to a mark.
enum class Beside {
  space,  ///< or an end of the text
  word,
  ideograph,  ///< a letter of a script without spaces between words
  opening,    ///< `(`, `"`, and other characters beyond ASCII
  closing,    ///< `)`, `.`
  joining,    ///< both: `/`, `-`, `:`
  formula,    ///< `=`, `+`, `^`: a mark next to it is arithmetic
};

bool is_spaceless_script(char32_t c) noexcept {
  return (c >= 0x0E00 && c <= 0x0EFF) ||  // Thai, Lao
         (c >= 0x1000 && c <= 0x109F) ||  // Myanmar
         (c >= 0x1780 && c <= 0x17FF) ||  // Khmer
         (c >= 0x2E80 && c <= 0x9FFF) ||  // CJK and kana
         (c >= 0xF900 && c <= 0xFAFF) || c >= 0x20000;
}

Beside beside_ascii(char c) noexcept {
  if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
    return Beside::word;
  }
  if (static_cast<unsigned char>(c) <= ' ') return Beside::space;
  if (std::string_view("([{<>\"'`|").find(c) != std::string_view::npos) return Beside::opening;
  if (std::string_view("/:,;-").find(c) != std::string_view::npos) return Beside::joining;
  if (std::string_view(")]}.!?").find(c) != std::string_view::npos) return Beside::closing;
  return Beside::formula;
}

Beside kind_beside(char32_t c) noexcept {
  if (c < 0x80) return beside_ascii(static_cast<char>(c));
  if (is_spaceless_script(c)) return Beside::ideograph;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP: return Beside::space;
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO: return Beside::word;
    default: return Beside::opening;
  }
}

class Hider {
 public:
  explicit Hider(std::string& text) : text_(text) {}

  void run() {
    for (std::size_t at = 0; at < text_.size();) at = step(at);
  }

 private:
  [[nodiscard]] char at_or_space(std::size_t at) const {
    return at < text_.size() ? text_[at] : ' ';
  }

  [[nodiscard]] Beside before(std::size_t at) const {
    if (at == 0) return Beside::space;
    std::size_t begin = at - 1;
    while (begin > 0 && at - begin < 4 && continues_utf8(text_[begin])) --begin;
    return is_hidden(text_[begin]) ? Beside::word : kind_beside(decode_utf8(text_, begin).value);
  }

  [[nodiscard]] Beside after(std::size_t at) const {
    return at < text_.size() ? kind_beside(decode_utf8(text_, at).value) : Beside::space;
  }

  static bool is_hidden(char c) noexcept {
    return std::ranges::find(kHidden, c, &Hidden::byte) != kHidden.end();
  }

  void hide(std::size_t from, std::size_t to) {
    for (std::size_t at = from; at < to; ++at) {
      const auto hidden = std::ranges::find(kHidden, text_[at], &Hidden::mark);
      if (hidden != kHidden.end() && hidden->mark != '[') text_[at] = hidden->byte;
    }
  }

  std::size_t step(std::size_t at) {
    const char c = text_[at];
    if (c == '\\') return at + 2;
    if (is_mark(c)) return read_marks(at);
    if (c == '[' && before(at) == Beside::word && !begins_link(at)) text_[at] = kHidden[3].byte;
    if ((c == 'h' || c == 'H') && begins_url(at)) return read_url(at);
    return at + 1;
  }

  std::size_t read_marks(std::size_t from) {
    std::size_t to = from;
    while (to < text_.size() && is_mark(text_[to])) ++to;
    if (is_plain(from, to)) hide(from, to);
    return to;
  }

  /// Whether the marks are text, not markup.
  [[nodiscard]] bool is_plain(std::size_t from, std::size_t to) const {
    // Models strike out with two tildes; a single one means "about" or "home".
    if (to - from == 1 && text_[from] == '~') return true;
    if (before(from) == Beside::space) return is_glob(from, to);
    return after(to) != Beside::space && !may_open(from, to) && !may_close(from, to);
  }

  [[nodiscard]] bool may_open(std::size_t from, std::size_t to) const {
    const Beside next = after(to);
    switch (before(from)) {
      case Beside::opening:
      case Beside::ideograph: return true;
      case Beside::joining:
        // `/*` at the beginning of a word is a path or a comment.
        if (text_[from - 1] == '/' && before(from - 1) == Beside::space) return false;
        return next == Beside::word || next == Beside::ideograph || next == Beside::opening;
      default: return false;
    }
  }

  [[nodiscard]] bool may_close(std::size_t from, std::size_t to) const {
    // CommonMark would also let a mark between two of these open: `/**/`.
    if (std::string_view("/:,;-=^").find(text_[from - 1]) != std::string_view::npos) return false;
    const char next = at_or_space(to);
    switch (after(to)) {
      case Beside::ideograph:
      case Beside::joining: return true;
      case Beside::opening: return next != '(' && next != '[' && next != '{';
      // `__init__.py`: the word continues after the dot.
      case Beside::closing: return next != '.' || after(to + 1) != Beside::word;
      default: return false;
    }
  }

  /// `*.h`, `**/*.cpp`.
  [[nodiscard]] bool is_glob(std::size_t from, std::size_t to) const {
    if (text_[from] != '*') return false;
    if (at_or_space(to) == '/') return at_or_space(to + 1) == '*';
    return to - from == 1 && at_or_space(to) == '.' && at_or_space(to + 1) != ' ';
  }

  /// `[` after a word is an index unless a link's address follows.
  [[nodiscard]] bool begins_link(std::size_t at) const {
    constexpr std::size_t kLookAhead = 128;
    const std::string_view ahead = std::string_view(text_).substr(at, kLookAhead);
    const std::size_t close = ahead.find(']');
    if (close == std::string_view::npos) return true;
    const std::string_view rest = ahead.substr(close + 1);
    return !rest.starts_with('(') || rest.starts_with("(http") || rest.starts_with("(<") ||
           rest.starts_with("(mailto:") || rest.starts_with("(tel:");
  }

  [[nodiscard]] bool begins_url(std::size_t at) const {
    if (before(at) == Beside::word) return false;
    std::size_t end = at;
    for (const char c : std::string_view("http")) {
      if ((at_or_space(end++) | 0x20) != c) return false;
    }
    if ((at_or_space(end) | 0x20) == 's') ++end;
    return std::string_view(text_).substr(end).starts_with("://");
  }

  /// Hides the marks of a URL. Marks at its end may close formatting that was opened before the
  /// URL, so they are kept unless the URL contains the same marks.
  std::size_t read_url(std::size_t from) {
    std::size_t end = url_end(from);
    while (std::string_view(".,;:!?'").find(text_[end - 1]) != std::string_view::npos) --end;
    std::size_t tail = end;
    while (tail > from && is_mark(text_[tail - 1])) --tail;
    const std::string marks = text_.substr(tail, end - tail);
    const bool inside =
        !marks.empty() && text_.substr(from, tail - from).find(marks) != std::string::npos;
    if (!inside || opened_with(from, marks)) end = tail;
    for (std::size_t at = from; at < end; ++at) {
      if (text_[at] == '\\') {
        ++at;
      } else {
        hide(at, at + 1);
      }
    }
    return end;
  }

  [[nodiscard]] bool opened_with(std::size_t from, std::string_view marks) const {
    return from >= marks.size() &&
           std::string_view(text_).substr(from - marks.size(), marks.size()) == marks;
  }

  [[nodiscard]] std::size_t url_end(std::size_t from) const {
    int open = 0;
    std::size_t at = from;
    for (; at < text_.size(); ++at) {
      const char c = text_[at];
      if (static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == '"' || c == '`' ||
          c == '|' || c == ']') {
        break;
      }
      if (c == '(') ++open;
      if (c == ')' && --open < 0) break;
    }
    return at;
  }

  std::string& text_;
};

}  // namespace

void hide_plain_marks(std::string& text) { Hider(text).run(); }

void show_plain_marks(std::string& text) noexcept {
  for (char& c : text) {
    const auto hidden = std::ranges::find(kHidden, c, &Hidden::byte);
    if (hidden != kHidden.end()) c = hidden->mark;
  }
}

}  // namespace yak::twilio
