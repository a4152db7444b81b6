// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace yak::openai {

/// The text between the quotes of a JSON string, as sent.
struct RawText {
  std::string_view raw;
  bool escaped = false;  ///< has escapes of two characters; never `\uXXXX`
};

/// Appends `text` with its escapes decoded.
void append_unescaped(std::string& out, const RawText& text);

/// Scans JSON from left to right without copies. A function returns false when the expected token
/// is missing or unusual (`\uXXXX`, a fraction, a negative or large number, deep nesting); the
/// caller must then parse the text with JsonDocument. Everything that it accepts is valid JSON.
/// White space before a value is skipped.
class JsonScanner {
 public:
  explicit JsonScanner(std::string_view text) noexcept
      : at_(text.data()), end_(text.data() + text.size()) {}

  /// A punctuation character.
  bool take(char mark) noexcept {
    if (next() != mark) return false;
    ++at_;
    return true;
  }

  bool text(RawText& out) noexcept;
  /// A string without escapes.
  bool literal(std::string_view& out) noexcept;
  /// A non-negative integer of at most 18 digits, which fits an `int64`. Of a longer number, or one
  /// with a fraction, the rest is left over, so that the next `take` fails.
  bool count(std::int64_t& out) noexcept;
  bool null() noexcept { return word("null"); }
  /// True when the next value begins with `n`. Consumes nothing.
  bool sees_null() noexcept { return next() == 'n'; }
  /// An object; `value(key)` consumes each member's value. False for a key with escapes.
  template <class Value>
  bool object(const Value& value) noexcept;
  /// Any value.
  bool skip() noexcept { return skip(0); }
  bool at_end() noexcept { return next() == 0 && at_ == end_; }

 private:
  /// Skips white space and returns the next character without consuming it; NUL at the end.
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
