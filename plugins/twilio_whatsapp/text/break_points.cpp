// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/text/break_points.hpp"

#include <utf8proc.h>

#include <algorithm>

#include "twilio_whatsapp/text/utf16.hpp"
#include "yak/text/utf8.hpp"

namespace yak::twilio {
namespace {

constexpr std::string_view kCodeFence = "```";

bool is_space(char32_t c) noexcept {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == 0x3000;
}

/// Sentence ends of CJK scripts, which need no space after them.
bool is_wide_stop(char32_t c) noexcept { return c == U'。' || c == U'！' || c == U'？'; }
bool is_stop(char32_t c) noexcept {
  return c == '.' || c == '!' || c == '?' || c == U'…' || c == U'؟' || c == U'।' || is_wide_stop(c);
}
bool is_closer(char32_t c) noexcept {
  return c == '"' || c == '\'' || c == ')' || c == ']' || c == '*' || c == '_' || c == U'”' ||
         c == U'’' || c == U'»' || c == U'」';
}

/// Ranks the boundary before each code point of a text, in order.
class Ranker {
 public:
  BreakRank rank(char32_t c) {
    const bool boundary =
        first_ || utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(previous_),
                                                   static_cast<utf8proc_int32_t>(c), &state_);
    const BreakRank rank = boundary ? rank_boundary(c) : BreakRank::inside;
    step(c);
    return rank;
  }

 private:
  [[nodiscard]] BreakRank rank_boundary(char32_t c) const {
    if (is_space(c)) return BreakRank::grapheme;  // a break after the white space is better
    if (newlines_ >= 2) return BreakRank::paragraph;
    if (newlines_ == 1) return BreakRank::line;
    if (is_space(previous_)) return after_stop_ ? BreakRank::sentence : BreakRank::word;
    if (is_wide_stop(previous_) && !is_closer(c)) return BreakRank::sentence;
    return BreakRank::grapheme;
  }

  void step(char32_t c) {
    if (is_stop(c)) {
      after_stop_ = true;
    } else if (!is_space(c) && !(after_stop_ && is_closer(c))) {
      after_stop_ = false;
    }
    if (c == '\n') {
      ++newlines_;
    } else if (!is_space(c)) {
      newlines_ = 0;
    }
    previous_ = c;
    first_ = false;
  }

  bool first_ = true;
  char32_t previous_ = 0;
  utf8proc_int32_t state_ = 0;
  int newlines_ = 0;
  bool after_stop_ = false;
};

std::vector<TextUnit> rank_all(std::string_view text) {
  std::vector<TextUnit> units;
  units.reserve(text.size());
  Ranker ranker;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    TextUnit unit;
    unit.offset = static_cast<std::uint32_t>(at);
    unit.units = static_cast<std::uint8_t>(utf16_units(point.value));
    unit.before = ranker.rank(point.value);
    units.push_back(unit);
    at += point.bytes;
  }
  return units;
}

/// Index of the unit that begins at `offset`, searching upwards from `from`.
std::size_t unit_at(const std::vector<TextUnit>& units, std::size_t offset, std::size_t from) {
  while (from < units.size() && units[from].offset < offset) ++from;
  return from;
}

/// Inside code, only lines and words count; a line begins with its indentation.
BreakRank rank_in_code(BreakRank rank, bool after_line_end) noexcept {
  if (rank == BreakRank::never || rank == BreakRank::inside) return rank;
  if (after_line_end) return BreakRank::line;
  return std::min(rank, BreakRank::word);
}

/// Ranks the units of a code fence. No break is allowed between a fence's mark and the line end
/// next to it, so that no part has an empty fence.
void mark_fence(std::vector<TextUnit>& units, std::string_view text, std::size_t open,
                std::size_t close) {
  std::size_t first = open + kCodeFence.size();
  if (first < close && text[units[first].offset] == '\n') ++first;
  for (std::size_t i = open + 1; i <= first && i < units.size(); ++i) {
    units[i].before = BreakRank::never;
  }
  const bool own_line = close > first && text[units[close - 1].offset] == '\n';
  const std::size_t last = own_line ? close - 1 : close;
  for (std::size_t i = open + 1; i < close + kCodeFence.size(); ++i) {
    units[i].in_fence = true;
    if (i >= last) units[i].before = BreakRank::never;
    units[i].before = rank_in_code(units[i].before, text[units[i - 1].offset] == '\n');
  }
}

}  // namespace

std::vector<TextUnit> find_break_points(std::string_view text) {
  std::vector<TextUnit> units = rank_all(text);
  std::size_t from = 0;
  for (std::size_t open = text.find(kCodeFence); open != std::string_view::npos;) {
    const std::size_t close = text.find(kCodeFence, open + kCodeFence.size());
    if (close == std::string_view::npos) break;
    const std::size_t first = unit_at(units, open, from);
    from = unit_at(units, close, first);
    mark_fence(units, text, first, from);
    open = text.find(kCodeFence, close + kCodeFence.size());
  }
  return units;
}

}  // namespace yak::twilio
