// SPDX-License-Identifier: Apache-2.0
#include "openai/json/text_joiner.hpp"

#include "yak/text/utf8.hpp"

namespace yak::openai {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool is_high_half(const CodePoint& point) noexcept {
  return point.fault == Utf8Fault::surrogate && point.value < 0xDC00;
}

bool is_low_half(const CodePoint& point) noexcept {
  return point.fault == Utf8Fault::surrogate && point.value >= 0xDC00;
}

/// Whether `text` may become the low half of a pair (ED B0 80 to ED BF BF) with more bytes.
bool may_become_low_half(std::string_view text) noexcept {
  if (text.size() > 2) return false;
  if (text.size() == 2 && (static_cast<unsigned char>(text[1]) & 0xF0U) != 0xB0U) return false;
  return text.empty() || text[0] == '\xED';
}

/// Appends the complete characters; returns the incomplete rest.
std::string_view append_whole(std::string& out, std::string_view text) {
  while (const auto fault = find_invalid_utf8(text)) {
    out.append(text.substr(0, *fault));
    text.remove_prefix(*fault);
    const CodePoint point = decode_utf8(text, 0);
    if (point.fault == Utf8Fault::cut) return text;
    const std::size_t taken = point.fault == Utf8Fault::out_of_range ? 1 : point.bytes;
    if (is_high_half(point)) {
      const std::string_view rest = text.substr(point.bytes);
      if (may_become_low_half(rest)) return text;
      if (const CodePoint next = decode_utf8(rest, 0); is_low_half(next)) {
        out += encode_utf8(0x10000 + ((point.value - 0xD800) << 10U) + (next.value - 0xDC00));
        text.remove_prefix(point.bytes + next.bytes);
        continue;
      }
    }
    out.append(kReplacement);
    text.remove_prefix(taken);
  }
  out.append(text);
  return {};
}

}  // namespace

void TextJoiner::push(std::string_view piece, std::string& out) {
  if (waiting_.empty()) {
    waiting_ = append_whole(out, piece);
    return;
  }
  const std::string joined = std::move(waiting_).append(piece);
  waiting_ = append_whole(out, joined);
}

void TextJoiner::finish(std::string& out) {
  if (!waiting_.empty()) out.append(kReplacement);
  waiting_.clear();
}

void append_joined(std::string& out, std::string_view text) {
  TextJoiner joiner;
  joiner.push(text, out);
  joiner.finish(out);
}

}  // namespace yak::openai
