// SPDX-License-Identifier: Apache-2.0
#include "net/http_server/parser/chunk_decoder.hpp"

#include <algorithm>

#include "yak/text/ascii.hpp"

namespace yak::net {
namespace {

/// Hexadecimal digits of a 64-bit size; a longer size is too large or has leading zeros.
constexpr int kMaxDigits = 16;

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// RFC 9110, section 5.6.2.
bool is_token_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

/// Characters of a field value or a quoted string: no control characters except the tab.
bool is_text_char(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return c == '\t' || (byte >= 0x20 && byte != 0x7f);
}

}  // namespace

ChunkDecoder::Piece ChunkDecoder::take(std::string_view bytes) {
  if (state_ == State::data) {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
    left_ -= size;
    if (left_ == 0) state_ = State::data_return;
    return {size, bytes.substr(0, size)};
  }
  std::size_t used = 0;
  while (used < bytes.size() && is_open() && state_ != State::data) {
    state_ = after(bytes[used++]);
    if (!is_overhead()) continue;
    if (overhead_left_ == 0) state_ = State::bad;
    if (overhead_left_ > 0) --overhead_left_;
  }
  return {used, {}};
}

bool ChunkDecoder::is_overhead() const noexcept {
  return (state_ >= State::extension_gap && state_ <= State::quote_end) ||
         state_ == State::trailer_name || state_ == State::trailer_value;
}

ChunkDecoder::State ChunkDecoder::after(char c) {
  switch (state_) {
    case State::size_first:
    case State::size: return after_size(c);
    case State::size_end:
      if (c != '\n') return State::bad;
      return left_ > 0 ? State::data : State::trailer_first;
    case State::data_return: return c == '\r' ? State::data_end : State::bad;
    case State::data_end: digits_ = 0; return c == '\n' ? State::size_first : State::bad;
    case State::trailer_first:
    case State::trailer_name:
    case State::trailer_value:
    case State::trailer_end:
    case State::last_end: return after_trailer(c);
    default: return after_extension(c);
  }
}

ChunkDecoder::State ChunkDecoder::after_size(char c) {
  if (const int value = hex_value(c); value >= 0) {
    if (++digits_ > kMaxDigits) return State::bad;
    left_ = left_ * 16 + static_cast<std::uint64_t>(value);
    return State::size;
  }
  if (state_ == State::size_first) return State::bad;
  if (c == '\r') return State::size_end;
  if (c == ';') return State::name_first;
  return is_blank(c) ? State::extension_gap : State::bad;
}

ChunkDecoder::State ChunkDecoder::after_extension(char c) const {
  switch (state_) {
    case State::extension_gap:
      if (c == ';') return State::name_first;
      return is_blank(c) ? State::extension_gap : State::bad;
    case State::name_first:
    case State::name:
    case State::name_gap: return after_name(c);
    default: return after_value(c);
  }
}

ChunkDecoder::State ChunkDecoder::after_name(char c) const {
  if (state_ != State::name_gap && is_token_char(c)) return State::name;
  if (state_ == State::name_first) return is_blank(c) ? State::name_first : State::bad;
  if (c == '=') return State::value_first;
  if (c == ';') return State::name_first;
  if (is_blank(c)) return State::name_gap;
  return c == '\r' && state_ == State::name ? State::size_end : State::bad;
}

ChunkDecoder::State ChunkDecoder::after_value(char c) const {
  if (state_ == State::escape) return is_text_char(c) ? State::quoted : State::bad;
  if (state_ == State::quoted) {
    if (c == '"') return State::quote_end;
    if (c == '\\') return State::escape;
    return is_text_char(c) ? State::quoted : State::bad;
  }
  if (state_ == State::value_first) {
    if (c == '"') return State::quoted;
    if (is_blank(c)) return State::value_first;
    return is_token_char(c) ? State::token : State::bad;
  }
  if (state_ == State::token && is_token_char(c)) return State::token;
  if (c == '\r') return State::size_end;
  if (c == ';') return State::name_first;
  return is_blank(c) ? State::extension_gap : State::bad;
}

ChunkDecoder::State ChunkDecoder::after_trailer(char c) const {
  switch (state_) {
    case State::trailer_first:
      if (c == '\r') return State::last_end;
      return is_token_char(c) ? State::trailer_name : State::bad;
    case State::trailer_name:
      if (c == ':') return State::trailer_value;
      return is_token_char(c) ? State::trailer_name : State::bad;
    case State::trailer_value:
      if (c == '\r') return State::trailer_end;
      return is_text_char(c) ? State::trailer_value : State::bad;
    case State::trailer_end: return c == '\n' ? State::trailer_first : State::bad;
    default: return c == '\n' ? State::done : State::bad;
  }
}

}  // namespace yak::net
