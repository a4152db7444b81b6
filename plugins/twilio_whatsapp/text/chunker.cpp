// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/text/chunker.hpp"

#include <algorithm>
#include <array>

#include "twilio_whatsapp/text/break_points.hpp"
#include "yak/text/utf8.hpp"

namespace yak::twilio {
namespace {

constexpr std::string_view kReopen = "```\n";
constexpr std::string_view kClose = "\n```";

bool is_blank(char c) noexcept { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/// Splits one text; `budget` is the largest size of a part, including fence marks.
class Splitter {
 public:
  Splitter(std::string_view text, const std::vector<TextUnit>& units, std::size_t budget)
      : text_(text), units_(units), budget_(budget) {}

  std::vector<std::string> run() {
    for (std::size_t start = skip_blank(0); start < units_.size();) {
      const std::size_t end = choose_end(start);
      emit(start, end);
      start = skip_blank(end);
    }
    return std::move(parts_);
  }

 private:
  static constexpr std::size_t kRanks = 7;
  /// The last fitting break of each rank, and the UTF-16 units before it.
  struct Candidates {
    std::array<std::size_t, kRanks> end{};
    std::array<std::size_t, kRanks> used{};
  };

  /// Drops white space between parts; inside code only line ends, to keep indentation.
  [[nodiscard]] std::size_t skip_blank(std::size_t at) const {
    while (at < units_.size() && is_blank(text_[units_[at].offset]) &&
           (!units_[at].in_fence || text_[units_[at].offset] == '\n') &&
           !(units_[at].in_fence && units_[at].before == BreakRank::never)) {
      ++at;
    }
    return at;
  }

  [[nodiscard]] bool fenced(std::size_t at) const {
    return at < units_.size() && units_[at].in_fence;
  }

  [[nodiscard]] std::size_t choose_end(std::size_t start) const {
    Candidates fitting;
    std::size_t used = fenced(start) ? kReopen.size() : 0;
    for (std::size_t at = start; at < units_.size(); ++at) {
      if (at > start && units_[at].before != BreakRank::never) {
        if (used + (fenced(at) ? kClose.size() : 0) > budget_) return best_of(fitting, at);
        const auto rank = static_cast<std::size_t>(units_[at].before);
        fitting.end.at(rank) = at;
        fitting.used.at(rank) = used;
      }
      used += units_[at].units;
    }
    return used <= budget_ ? units_.size() : best_of(fitting, units_.size());
  }

  /// Prefers a better rank even if it leaves a part less full, down to a half or a third: the text
  /// after the break is read again, which must stay linear. If only an early word end is left, a
  /// long word follows that fills most of the next part.
  [[nodiscard]] std::size_t best_of(const Candidates& fitting, std::size_t overflow) const {
    const auto used = [&](BreakRank rank) {
      return fitting.used.at(static_cast<std::size_t>(rank));
    };
    const auto end = [&](BreakRank rank) { return fitting.end.at(static_cast<std::size_t>(rank)); };
    if (used(BreakRank::paragraph) * 2 >= budget_) return end(BreakRank::paragraph);
    if (used(BreakRank::line) * 2 >= budget_) return end(BreakRank::line);
    if (used(BreakRank::sentence) * 3 >= budget_) return end(BreakRank::sentence);
    const BreakRank spaced =
        std::max({BreakRank::word, BreakRank::sentence, BreakRank::line, BreakRank::paragraph},
                 [&](BreakRank a, BreakRank b) { return used(a) < used(b); });
    if (used(spaced) != 0) return end(spaced);
    if (used(BreakRank::grapheme) != 0) return end(BreakRank::grapheme);
    if (used(BreakRank::inside) != 0) return end(BreakRank::inside);
    return overflow;
  }

  void emit(std::size_t start, std::size_t end) {
    const std::size_t from = units_[start].offset;
    const std::size_t to = end < units_.size() ? units_[end].offset : text_.size();
    std::string_view content = text_.substr(from, to - from);
    while (!content.empty() && is_blank(content.back())) content.remove_suffix(1);
    if (content.empty()) return;
    std::string part(fenced(start) ? kReopen : std::string_view());
    part += content;
    if (fenced(end)) part += kClose;
    parts_.push_back(std::move(part));
  }

  std::string_view text_;
  const std::vector<TextUnit>& units_;
  std::size_t budget_;
  std::vector<std::string> parts_;
};

/// The text without white space at its ends; no part when nothing is left.
std::vector<std::string> one_part(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  if (text.empty()) return {};
  return {std::string(text)};
}

std::size_t digits_of(std::size_t number) { return std::to_string(number).size(); }

/// `(1/3)` on a line of its own, because a list or a code fence must begin a line.
std::string number_line(std::size_t part, std::size_t parts) {
  return "(" + std::to_string(part) + "/" + std::to_string(parts) + ")\n";
}

/// Tries increasing widths of the numbers: the number of parts depends on it, and vice versa.
std::vector<std::string> split_numbered(std::string_view text, const std::vector<TextUnit>& units,
                                        std::size_t budget) {
  static constexpr std::size_t kMarks = 4;  // ( / ) and the line end
  std::vector<std::string> parts;
  for (std::size_t digits = 1; digits <= 9; ++digits) {
    parts = Splitter(text, units, budget - kMarks - 2 * digits).run();
    if (digits_of(parts.size()) <= digits) break;
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    parts[i].insert(0, number_line(i + 1, parts.size()));
  }
  return parts;
}

}  // namespace

std::vector<std::string> split_text(std::string_view text, const ChunkOptions& options) {
  const std::string repaired = repair_utf8(text);
  const std::size_t budget = std::max(options.limit, kSmallestTextLimit) - 1;
  // Fast path: a text never has more UTF-16 units than bytes.
  if (repaired.size() <= budget) return one_part(repaired);
  const std::vector<TextUnit> units = find_break_points(repaired);
  std::vector<std::string> parts = Splitter(repaired, units, budget).run();
  if (!options.number_parts || parts.size() < 2) return parts;
  return split_numbered(repaired, units, budget);
}

}  // namespace yak::twilio
