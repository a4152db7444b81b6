// SPDX-License-Identifier: Apache-2.0
#include "openai/json/json_scanner.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "openai/json/json_plain.hpp"

namespace yak::openai {
namespace {

/// The character that a two-character escape encodes, by its second character; 0 for invalid ones
/// (RFC 8259, section 7).
constexpr std::array<char, 256> kEscapes = [] {
  std::array<char, 256> table{};
  table.at('"') = '"';
  table.at('\\') = '\\';
  table.at('/') = '/';
  table.at('b') = '\b';
  table.at('f') = '\f';
  table.at('n') = '\n';
  table.at('r') = '\r';
  table.at('t') = '\t';
  return table;
}();

char unescaped(char c) noexcept { return kEscapes[static_cast<std::uint8_t>(c)]; }

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

}  // namespace

void append_unescaped(std::string& out, const RawText& text) {
  std::string_view rest = text.raw;
  while (true) {
    const std::size_t run = rest.find('\\');
    out.append(rest.substr(0, run));
    if (run == std::string_view::npos) return;
    out.push_back(unescaped(rest[run + 1]));
    rest.remove_prefix(run + 2);
  }
}

char JsonScanner::next_after_space() noexcept {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  at_ = std::find_if_not(at_, end_, is_space);
  return at_ == end_ ? '\0' : *at_;
}

bool JsonScanner::text(RawText& out) noexcept {
  if (!take('"')) return false;
  const char* stop = plain_end(at_, end_);
  if (stop == end_ || *stop != '"') return escaped_text(stop, out);
  out.raw = std::string_view(at_, static_cast<std::size_t>(stop - at_));
  out.escaped = false;
  at_ = stop + 1;
  return true;
}

bool JsonScanner::escaped_text(const char* stop, RawText& out) noexcept {
  for (; stop != end_ && *stop != '"'; stop = plain_end(stop + 2, end_)) {
    if (*stop != '\\' || end_ - stop < 2 || unescaped(stop[1]) == 0) return false;
  }
  if (stop == end_) return false;
  out.raw = std::string_view(at_, static_cast<std::size_t>(stop - at_));
  out.escaped = true;
  at_ = stop + 1;
  return true;
}

bool JsonScanner::literal(std::string_view& out) noexcept {
  if (!take('"')) return false;
  const char* stop = plain_end(at_, end_);
  if (stop == end_ || *stop != '"') return false;
  out = std::string_view(at_, static_cast<std::size_t>(stop - at_));
  at_ = stop + 1;
  return true;
}

bool JsonScanner::count(std::int64_t& out) noexcept {
  constexpr std::ptrdiff_t kMaxDigits = 18;
  next();
  const char* at = at_;
  std::int64_t number = 0;
  for (; at != end_ && is_digit(*at) && at - at_ < kMaxDigits; ++at)
    number = number * 10 + *at - '0';
  const std::ptrdiff_t digits = at - at_;
  if (digits == 0 || (*at_ == '0' && digits > 1)) return false;
  at_ = at;
  out = number;
  return true;
}

bool JsonScanner::word(std::string_view wanted) noexcept {
  next();
  if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(wanted))
    return false;
  at_ += wanted.size();
  return true;
}

bool JsonScanner::skip(int depth) noexcept {
  constexpr int kMaxDepth = 8;
  if (depth == kMaxDepth) return false;
  RawText ignored;
  std::int64_t number = 0;
  switch (next()) {
    case '"': return text(ignored);
    case 'n': return word("null");
    case 't': return word("true");
    case 'f': return word("false");
    case '{': return object([this, depth](std::string_view) { return skip(depth + 1); });
    case '[': return skip_list(depth);
    default: return count(number);
  }
}

bool JsonScanner::skip_list(int depth) noexcept {
  if (!take('[')) return false;
  if (take(']')) return true;
  do {
    if (!skip(depth + 1)) return false;
  } while (take(','));
  return take(']');
}

}  // namespace yak::openai
