#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace yak::openai {

/// A JSON string between its quotes, as it was sent.
struct RawText {
  std::string_view raw;
  bool escaped = false;  ///< has escapes, all of two characters: never `\uXXXX`
};

/// Appends what `text` stands for.
void append_unescaped(std::string& out, const RawText& text);

/// Takes JSON from left to right, without copies and without errors in words: whatever is not
/// there, or unusual (`\uXXXX`, a fraction, a negative or large number, deep nesting), is `false`,
/// after which only JsonDocument can tell. All that it takes is JSON. White space before a value
/// goes along.
class JsonScanner {
 public:
  explicit JsonScanner(std::string_view text) noexcept
      : at_(text.data()), end_(text.data() + text.size()) {}

  /// A mark of punctuation.
  bool take(char mark) noexcept {
    if (next() != mark) return false;
    ++at_;
    return true;
  }

  bool text(RawText& out) noexcept;
  /// Text without any escapes.
  bool literal(std::string_view& out) noexcept;
  /// A whole number, not negative, and so short that it is an `int64` for JsonDocument too. Of a
  /// longer one, or one with a fraction, the rest stays: no mark of punctuation can be taken then.
  bool count(std::int64_t& out) noexcept;
  bool null() noexcept { return word("null"); }
  /// True, and nothing is taken, when the next value begins as `null` does.
  bool sees_null() noexcept { return next() == 'n'; }
  /// An object; `value(key)` takes each member's value. A key with escapes is unusual.
  template <class Value>
  bool object(const Value& value) noexcept;
  /// Whatever value comes next.
  bool skip() noexcept { return skip(0); }
  bool at_end() noexcept { return next() == 0 && at_ == end_; }

 private:
  /// The character after white space, which stays; NUL at the end.
  char next() noexcept {
    if (at_ == end_) return 0;
    return static_cast<unsigned char>(*at_) > ' ' ? *at_ : next_after_space();
  }
  char next_after_space() noexcept;
  bool escaped_text(const char* stop, RawText& out) noexcept;
  bool word(std::string_view wanted) noexcept;
  bool skip(int depth) noexcept;
  bool skip_list(int depth) noexcept;

  const char* at_;
  const char* end_;
};

template <class Value>
bool JsonScanner::object(const Value& value) noexcept {
  if (!take('{')) return false;
  if (take('}')) return true;
  do {
    std::string_view key;
    if (!literal(key) || !take(':') || !value(key)) return false;
  } while (take(','));
  return take('}');
}

}  // namespace yak::openai
