// SPDX-License-Identifier: Apache-2.0
#include "cli/chat/chat_markdown.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "cli/chat/chat_inline.hpp"
#include "cli/terminal/width.hpp"

namespace yak::cli {
namespace {

constexpr std::size_t kMaxTableColumns = 32;

std::size_t width_of_text(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t next = next_boundary(text, at);
    columns += columns_of(text.substr(at, next - at));
    at = next;
  }
  return columns;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::size_t indent_of(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

/// "```" or "~~~", at least three characters; empty if the line is not a fence.
std::string_view fence_of(std::string_view line) {
  const std::string_view text = line.substr(indent_of(line));
  if (text.empty() || (text.front() != '`' && text.front() != '~')) return {};
  const std::size_t length = std::min(text.find_first_not_of(text.front()), text.size());
  return length >= 3 ? text.substr(0, length) : std::string_view();
}

bool is_rule(std::string_view line) {
  const std::string_view text = trimmed(line);
  if (text.empty() || std::string_view("-*_").find(text.front()) == std::string_view::npos) {
    return false;
  }
  return std::ranges::count(text, text.front()) >= 3 &&
         text.find_first_not_of(std::string{text.front(), ' '}) == std::string_view::npos;
}

/// 1 to 6; 0 if the line is not a heading.
std::size_t heading_level(std::string_view line) {
  const std::size_t level = std::min(line.find_first_not_of('#'), line.size());
  return level <= 6 && level < line.size() && line[level] == ' ' ? level : 0;
}

/// The cells of a table row, at most `kMaxTableColumns` + 1.
std::vector<std::string_view> cells_of(std::string_view line) {
  std::string_view row = trimmed(line);
  if (row.starts_with('|')) row.remove_prefix(1);
  if (row.ends_with('|')) row.remove_suffix(1);
  std::vector<std::string_view> cells;
  while (cells.size() <= kMaxTableColumns) {
    const std::size_t bar = row.find('|');
    cells.push_back(trimmed(row.substr(0, bar)));
    if (bar == std::string_view::npos) break;
    row.remove_prefix(bar + 1);
  }
  return cells;
}

/// Whether the line is a delimiter row, as `|---|:--:|`.
bool is_table_rule(std::string_view line) {
  return line.find('|') != std::string_view::npos && line.find('-') != std::string_view::npos &&
         line.find_first_not_of("|:- \t") == std::string_view::npos;
}

class TerminalMarkdown {
 public:
  TerminalMarkdown(std::string_view text, const TextStyle& style, std::size_t columns)
      : style_(style), columns_(std::max<std::size_t>(columns, 20)) {
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      lines_.push_back(text.substr(at, end - at));
      at = end + 1;
    }
  }

  std::string run() {
    while (next_ < lines_.size()) block();
    if (out_.ends_with('\n')) out_.pop_back();
    return std::move(out_);
  }

 private:
  void put(const std::string& line) { out_ += line + "\n"; }

  void block() {
    const std::string_view line = lines_[next_];
    if (!fence_of(line).empty()) return code();
    if (next_ + 1 < lines_.size() && line.find('|') != std::string_view::npos &&
        is_table_rule(lines_[next_ + 1]) && table()) {
      return;
    }
    if (is_alone(line)) {
      ++next_;
      return put(single(line));
    }
    paragraph();
  }

  /// Whether the line is not part of a paragraph.
  [[nodiscard]] static bool is_alone(std::string_view line) {
    const std::string_view text = trimmed(line);
    return text.empty() || is_rule(line) || heading_level(line) > 0 || text.starts_with('>') ||
           marker_of(text) > 0;
  }

  /// The length of `- `, `* `, `+ `, `12. ` or `12) `; 0 if the line is not a list item.
  [[nodiscard]] static std::size_t marker_of(std::string_view text) {
    if (text.size() > 1 && text[1] == ' ' &&
        std::string_view("-*+").find(text.front()) != std::string_view::npos) {
      return 2;
    }
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const bool numbered = digits > 0 && digits <= 9 && digits + 1 < text.size() &&
                          (text[digits] == '.' || text[digits] == ')') && text[digits + 1] == ' ';
    return numbered ? digits + 2 : 0;
  }

  [[nodiscard]] std::string single(std::string_view line) const {
    const std::string_view text = trimmed(line);
    if (text.empty()) return {};
    if (const std::size_t level = heading_level(line)) {
      std::string_view words = trimmed(line.substr(level));
      words = trimmed(words.substr(0, words.find_last_not_of('#') + 1));
      const std::string shown = style_.bold(inline_markdown(words, style_, true));
      return level == 1 ? style_.code("4") + shown + style_.code("24") : shown;
    }
    if (is_rule(line)) return style_.dim(repeated("─", std::min<std::size_t>(columns_ - 1, 40)));
    if (text.starts_with('>')) {
      return style_.dim("│ ") + single_or_text(trimmed(text.substr(1)));
    }
    return item(line);
  }

  [[nodiscard]] std::string single_or_text(std::string_view text) const {
    // One level only: nested quotes are rare, and each level would recurse.
    return inline_markdown(text, style_);
  }

  [[nodiscard]] std::string item(std::string_view line) const {
    const std::string indent(line.substr(0, indent_of(line)));
    const std::string_view text = trimmed(line);
    const std::size_t marker = marker_of(text);
    std::string_view words = text.substr(marker);
    std::string bullet = marker == 2 ? "• " : std::string(text.substr(0, marker));
    if (marker == 2 && (words.starts_with("[ ] ") || words.starts_with("[x] "))) {
      bullet = words[1] == 'x' ? "☑ " : "☐ ";
      words.remove_prefix(4);
    }
    return indent + bullet + inline_markdown(words, style_);
  }

  void paragraph() {
    std::string text(lines_[next_++]);
    while (next_ < lines_.size() && !is_alone(lines_[next_]) && fence_of(lines_[next_]).empty() &&
           !begins_table()) {
      text += '\n';
      text += lines_[next_++];
    }
    put(inline_markdown(text, style_));
  }

  [[nodiscard]] bool begins_table() const {
    return next_ + 1 < lines_.size() && lines_[next_].find('|') != std::string_view::npos &&
           is_table_rule(lines_[next_ + 1]);
  }

  void code() {
    const std::string_view fence = fence_of(lines_[next_++]);
    while (next_ < lines_.size()) {
      const std::string_view line = lines_[next_++];
      const std::string_view end = fence_of(line);
      const bool closes = !end.empty() && end.front() == fence.front() &&
                          end.size() >= fence.size() && trimmed(line).size() == end.size();
      if (closes) return;
      put("    " + style_.cyan(line));
    }
  }

  /// Renders a table; one that is too wide is shown as written. Always true.
  bool table() {
    std::vector<std::vector<std::string>> rows;
    std::size_t end = next_;
    for (; end < lines_.size() && lines_[end].find('|') != std::string_view::npos; ++end) {
      if (end == next_ + 1) continue;
      const auto cells = cells_of(lines_[end]);
      if (cells.size() > kMaxTableColumns) return raw_table(end);
      auto& row = rows.emplace_back();
      for (const std::string_view cell : cells) row.emplace_back(cell);
    }
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
      widths.resize(std::max(widths.size(), row.size()));
      for (std::size_t i = 0; i < row.size(); ++i) {
        widths[i] = std::max(widths[i], width_of_text(shown(row[i])));
      }
    }
    std::size_t total = widths.empty() ? 0 : 3 * (widths.size() - 1);
    for (const std::size_t width : widths) total += width;
    if (total >= columns_) return raw_table(end);
    next_ = end;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      put(row_text(rows[i], widths, i == 0));
      if (i == 0) put(style_.dim(repeated("─", total)));
    }
    return true;
  }

  /// The text of a cell without escape sequences, for its width.
  [[nodiscard]] static std::string shown(const std::string& cell) {
    return inline_markdown(cell, TextStyle());
  }

  [[nodiscard]] std::string row_text(const std::vector<std::string>& row,
                                     const std::vector<std::size_t>& widths, bool is_head) const {
    std::string text;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text += style_.dim(" │ ");
      const std::string cell = inline_markdown(row[i], style_, is_head);
      text += is_head ? style_.bold(cell) : cell;
      if (i + 1 < row.size()) text += std::string(widths[i] - width_of_text(shown(row[i])), ' ');
    }
    return text;
  }

  bool raw_table(std::size_t end) {
    // After a row with too many cells, more rows of the same table may follow.
    while (end < lines_.size() && lines_[end].find('|') != std::string_view::npos) ++end;
    for (; next_ < end; ++next_) put(inline_markdown(lines_[next_], style_));
    return true;
  }

  static std::string repeated(const char* text, std::size_t times) {
    std::string all;
    while (times-- > 0) all += text;
    return all;
  }

  const TextStyle& style_;
  std::size_t columns_;
  std::vector<std::string_view> lines_;
  std::size_t next_ = 0;
  std::string out_;
};

}  // namespace

std::string markdown_for_terminal(std::string_view markdown, const TextStyle& style,
                                  std::size_t columns) {
  if (!style.is_on()) return std::string(markdown);
  std::string shown = TerminalMarkdown(markdown, style, columns).run();
  // If only marks were removed, for example an empty fence, show the original instead of nothing.
  const bool vanished = shown.find_first_not_of(" \n") == std::string::npos;
  return vanished ? std::string(markdown) : shown;
}

}  // namespace yak::cli
