// SPDX-License-Identifier: Apache-2.0
#include "conversation/turns/reply_pieces.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "yak/text/text_format.hpp"
#include "yak/text/utf8.hpp"

namespace yak::conversation {
namespace {

constexpr const char* kEmptyText = "Sorry, the answer was empty. Please ask again.";

/// Spaces, soft hyphens, direction marks and joiners (the common characters of Unicode's categories
/// Zs and Cf below U+10000).
bool is_format_character(char32_t c) noexcept {
  return c == 0xA0 || c == 0xAD || (c >= 0x2000 && c <= 0x200F) || (c >= 0x2028 && c <= 0x202F) ||
         (c >= 0x205F && c <= 0x206F) || c == 0x3000 || c == 0xFEFF;
}

Outbound closing_words(std::size_t left_out) {
  return Outbound(
      "The answer is longer: " + format_count(static_cast<std::int64_t>(left_out), "more message") +
      (left_out == 1 ? " was" : " were") +
      " left out. Please ask for a shorter answer, or for one part of it.");
}

}  // namespace

bool is_visible(std::string_view text) noexcept {
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text, 0);
    const bool is_control = point.value <= ' ' || point.value == 0x7F;
    if (!is_control && !is_format_character(point.value)) return true;
    text.remove_prefix(point.bytes);
  }
  return false;
}

std::vector<Outbound> ensure_visible(std::vector<Outbound> pieces, const Reply& reply) {
  std::erase_if(
      pieces, [](const Outbound& piece) { return piece.media.empty() && !is_visible(piece.text); });
  if (!pieces.empty() || reply.empty()) return pieces;
  for (const ReplyPart& part : reply.parts) {
    if (is_visible(part.text)) pieces.emplace_back(part.text);
  }
  if (pieces.empty()) pieces.emplace_back(kEmptyText);
  return pieces;
}

std::size_t cut_to(std::size_t max_parts, std::vector<Outbound>& pieces) {
  if (pieces.size() <= max_parts) return 0;
  const std::size_t kept = std::max<std::size_t>(max_parts, 2) - 1;
  const std::size_t left_out = pieces.size() - kept;
  pieces.resize(kept);
  pieces.push_back(closing_words(left_out));
  return left_out;
}

std::size_t text_bytes(const Reply& reply) noexcept {
  std::size_t bytes = 0;
  for (const ReplyPart& part : reply.parts) bytes += part.text.size();
  return bytes;
}

}  // namespace yak::conversation
