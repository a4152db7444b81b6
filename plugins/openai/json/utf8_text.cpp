// SPDX-License-Identifier: Apache-2.0
#include "openai/json/utf8_text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace yak::openai {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

enum class Form : std::uint8_t { whole, cut, broken, high_surrogate };

/// The sequence at the beginning of a text. `length` is its number of bytes, at least one.
struct Sequence {
  Form form;
  std::size_t length;
};

std::uint8_t byte_at(std::string_view text, std::size_t i) noexcept {
  return static_cast<std::uint8_t>(text[i]);
}

bool is_ascii(char c) noexcept { return static_cast<std::uint8_t>(c) < 0x80; }

/// A sequence's length, and the range of its second byte (Unicode 15, table 3-7).
struct Shape {
  std::size_t length;
  std::uint8_t low;
  std::uint8_t high;
};

Shape shape_of(std::uint8_t first) noexcept {
  if (first >= 0xC2 && first <= 0xDF) return {2, 0x80, 0xBF};
  if (first == 0xE0) return {3, 0xA0, 0xBF};
  if (first >= 0xE1 && first <= 0xEF) return {3, 0x80, 0xBF};
  if (first == 0xF0) return {4, 0x90, 0xBF};
  if (first >= 0xF1 && first <= 0xF3) return {4, 0x80, 0xBF};
  if (first == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

Sequence sequence_at(std::string_view text) noexcept {
  const std::uint8_t first = byte_at(text, 0);
  if (first < 0x80) return {Form::whole, 1};
  const Shape shape = shape_of(first);
  if (shape.length == 0) return {Form::broken, 1};
  for (std::size_t i = 1; i < shape.length; ++i) {
    if (i == text.size()) return {Form::cut, i};
    const std::uint8_t byte = byte_at(text, i);
    const bool fits = i == 1 ? byte >= shape.low && byte <= shape.high : (byte & 0xC0U) == 0x80U;
    if (!fits) return {Form::broken, i};
  }
  // ED A0…ED BF encode surrogates, which are invalid in UTF-8.
  if (first == 0xED && byte_at(text, 1) >= 0xA0) {
    return {byte_at(text, 1) < 0xB0 ? Form::high_surrogate : Form::broken, 3};
  }
  return {Form::whole, shape.length};
}

std::uint32_t surrogate_bits(std::string_view three) noexcept {
  return ((byte_at(three, 1) & 0x0FU) << 6U) | (byte_at(three, 2) & 0x3FU);
}

/// Appends the character that a surrogate pair (twice three bytes) encodes.
void append_pair(std::string& out, std::string_view six) {
  const std::uint32_t high = surrogate_bits(six);
  const std::uint32_t low = surrogate_bits(six.substr(3)) & 0x3FFU;
  const std::uint32_t code = 0x10000U + (high << 10U) + low;
  out.push_back(static_cast<char>(0xF0U | (code >> 18U)));
  out.push_back(static_cast<char>(0x80U | ((code >> 12U) & 0x3FU)));
  out.push_back(static_cast<char>(0x80U | ((code >> 6U) & 0x3FU)));
  out.push_back(static_cast<char>(0x80U | (code & 0x3FU)));
}

enum class Half : std::uint8_t { there, may_come, other };

/// Whether `text` begins with the low half of a pair.
Half low_half(std::string_view text) noexcept {
  if (text.empty()) return Half::may_come;
  if (byte_at(text, 0) != 0xED) return Half::other;
  if (text.size() == 1) return Half::may_come;
  if (byte_at(text, 1) < 0xB0 || byte_at(text, 1) > 0xBF) return Half::other;
  if (text.size() == 2) return Half::may_come;
  return (byte_at(text, 2) & 0xC0U) == 0x80U ? Half::there : Half::other;
}

/// The length of an ASCII prefix of `text`, a multiple of eight; the real one may be longer.
std::size_t ascii_prefix(std::string_view text) noexcept {
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  std::size_t length = 0;
  for (std::uint64_t word = 0; length + sizeof word <= text.size(); length += sizeof word) {
    std::memcpy(&word, text.data() + length, sizeof word);
    if ((word & kHighBits) != 0) break;
  }
  return length;
}

/// Appends the complete characters; returns the incomplete rest.
std::string_view append_whole(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const Sequence sequence = sequence_at(text);
    std::size_t taken = sequence.length;
    if (sequence.form == Form::whole) {
      out.append(text.substr(0, taken));
    } else if (sequence.form == Form::cut) {
      return text;
    } else if (sequence.form == Form::broken) {
      out.append(kReplacement);
    } else {
      const Half next = low_half(text.substr(3));
      if (next == Half::may_come) return text;
      if (next == Half::there) {
        append_pair(out, text);
        taken = 6;
      } else {
        out.append(kReplacement);
      }
    }
    text.remove_prefix(taken);
  }
  return {};
}

}  // namespace

bool is_well_formed(std::string_view text) noexcept {
  text.remove_prefix(ascii_prefix(text));
  while (!text.empty()) {
    const Sequence sequence = sequence_at(text);
    if (sequence.form != Form::whole) return false;
    text.remove_prefix(sequence.length);
    if (sequence.length > 1) text.remove_prefix(ascii_prefix(text));
  }
  return true;
}

void append_well_formed(std::string& out, std::string_view text) {
  TextJoiner joiner;
  joiner.push(text, out);
  joiner.finish(out);
}

std::string_view cut_at(std::string_view text, std::size_t limit) noexcept {
  if (text.size() <= limit) return text;
  std::size_t end = limit;
  while (end > 0 && (static_cast<std::uint8_t>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

void TextJoiner::push(std::string_view piece, std::string& out) {
  if (waiting_.empty()) {
    if (std::ranges::all_of(piece.substr(ascii_prefix(piece)), is_ascii)) {
      out.append(piece);
    } else {
      waiting_ = append_whole(out, piece);
    }
    return;
  }
  const std::string joined = std::move(waiting_).append(piece);
  waiting_ = append_whole(out, joined);
}

void TextJoiner::finish(std::string& out) {
  if (!waiting_.empty()) out.append(kReplacement);
  waiting_.clear();
}

}  // namespace yak::openai
