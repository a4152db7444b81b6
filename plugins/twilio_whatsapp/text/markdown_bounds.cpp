// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/text/markdown_bounds.hpp"

#include <algorithm>

namespace yak::twilio {
namespace {

constexpr std::size_t kMaxNesting = 32;        ///< quotes and list items that one line begins
constexpr std::size_t kMaxTableCells = 8'192;  ///< columns times rows
constexpr std::size_t kMaxDefinitions = 200;
/// Bytes of the longest link target times the brackets of the text.
constexpr std::size_t kMaxReferredBytes = std::size_t{256} << 10U;
/// Brackets of a paragraph times its lines.
constexpr std::size_t kMaxBracketLines = 1'000'000;
constexpr std::size_t kMaxLabel = 999;  ///< characters (CommonMark 0.31, section 6.3)

bool is_line_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\r'; }

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && is_line_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_line_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// The beginning of a line before its text: white space, marks of quotes and list items.
struct LineStart {
  std::size_t bytes = 0;
  std::size_t containers = 0;
};

/// Bytes of a list item's mark at the beginning of `text`, including the white space after it; 0
/// when there is none.
std::size_t item_mark(std::string_view text) noexcept {
  std::size_t at = 0;
  while (at < text.size() && at < 9 && text[at] >= '0' && text[at] <= '9') ++at;
  const std::string_view signs = at == 0 ? "-+*" : ".)";
  if (at >= text.size() || signs.find(text[at]) == std::string_view::npos) return 0;
  ++at;
  return at < text.size() && is_line_blank(text[at]) ? at + 1 : 0;
}

LineStart start_of(std::string_view line) noexcept {
  LineStart start;
  while (start.bytes < line.size()) {
    const char c = line[start.bytes];
    if (is_line_blank(c)) {
      ++start.bytes;
    } else if (c == '>') {
      ++start.bytes;
      ++start.containers;
    } else if (const std::size_t mark = item_mark(line.substr(start.bytes)); mark != 0) {
      start.bytes += mark;
      ++start.containers;
    } else {
      break;
    }
  }
  return start;
}

/// Columns of a table's delimiter row, `|:--|--:|`; 0 for any other line.
std::size_t delimiter_columns(std::string_view line) noexcept {
  if (line.find('|') == std::string_view::npos) return 0;
  if (line.starts_with('|')) line.remove_prefix(1);
  if (line.ends_with('|')) line.remove_suffix(1);
  std::size_t columns = 0;
  while (true) {
    const std::size_t end = std::min(line.find('|'), line.size());
    std::string_view cell = trimmed(line.substr(0, end));
    if (cell.starts_with(':')) cell.remove_prefix(1);
    if (cell.ends_with(':')) cell.remove_suffix(1);
    if (cell.empty() || cell.find_first_not_of('-') != std::string_view::npos) return 0;
    ++columns;
    if (end == line.size()) return columns;
    line.remove_prefix(end + 1);
  }
}

std::size_t row_columns(std::string_view line) noexcept {
  if (line.starts_with('|')) line.remove_prefix(1);
  if (line.ends_with('|') && !line.ends_with("\\|")) line.remove_suffix(1);
  std::size_t columns = 1;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '\\') {
      ++at;
    } else if (line[at] == '|') {
      ++columns;
    }
  }
  return columns;
}

/// The label of a link definition at the beginning of a line, and the text after the colon.
struct DefinitionStart {
  std::string_view label;
  std::string_view rest;
};

DefinitionStart definition_start(std::string_view line) noexcept {
  if (!line.starts_with('[')) return {};
  std::size_t end = 1;
  while (end < line.size() && end <= kMaxLabel && line[end] != ']') {
    if (line[end] == '[') return {};
    end += line[end] == '\\' ? 2 : 1;
  }
  if (end + 1 >= line.size() || line[end] != ']' || line[end + 1] != ':') return {};
  const std::string_view label = line.substr(1, end - 1);
  if (trimmed(label).empty()) return {};
  return {label, trimmed(line.substr(end + 2))};
}

/// The link target at the beginning of `text`; empty when more than a title follows it.
std::string_view target_of(std::string_view text) noexcept {
  const bool pointed = text.starts_with('<');
  const std::size_t end =
      pointed ? text.find('>') : std::min(text.find_first_of(" \t"), text.size());
  if (end == std::string_view::npos) return {};
  const std::string_view title = trimmed(text.substr(end + (pointed ? 1 : 0)));
  const bool is_title =
      title.size() >= 2 && (title.front() == '"' || title.front() == '\'' || title.front() == '(');
  if (!title.empty() && !is_title) return {};
  return pointed ? text.substr(1, end - 1) : text.substr(0, end);
}

class Surveyor {
 public:
  MarkdownSurvey run(std::string_view markdown) {
    if (markdown.size() > kMaxMarkdownBytes) survey_.within_bounds = false;
    for (std::size_t at = 0; at < markdown.size() && survey_.within_bounds;) {
      const std::size_t end = std::min(markdown.find('\n', at), markdown.size());
      read_line(markdown.substr(at, end - at), at);
      at = end + 1;
    }
    if (brackets_ * longest_target_ > kMaxReferredBytes) survey_.within_bounds = false;
    return std::move(survey_);
  }

 private:
  void read_line(std::string_view line, std::size_t offset) {
    const LineStart start = start_of(line);
    if (start.containers > kMaxNesting) survey_.within_bounds = false;
    const std::string_view text = trimmed(line.substr(start.bytes));
    if (text.empty() && start.containers == 0) {
      end_paragraph();
      return;
    }
    count_brackets(text);
    if (text.starts_with("```") || text.starts_with("~~~")) in_fence_ = !in_fence_;
    if (!in_fence_) {
      read_table_line(text, offset + start.bytes);
      read_definition(text);
    }
    previous_ = text;
  }

  void end_paragraph() {
    paragraph_lines_ = 0;
    paragraph_brackets_ = 0;
    columns_ = 0;
    previous_ = {};
    open_label_ = {};
  }

  void count_brackets(std::string_view text) {
    const auto is_bracket = [](char c) { return c == '[' || c == ']' || c == '('; };
    const auto found = static_cast<std::size_t>(std::ranges::count_if(text, is_bracket));
    brackets_ += found;
    paragraph_brackets_ += found;
    ++paragraph_lines_;
    if (paragraph_brackets_ * paragraph_lines_ > kMaxBracketLines) survey_.within_bounds = false;
  }

  void read_table_line(std::string_view text, std::size_t offset) {
    if (columns_ != 0) cells_ += columns_;
    const std::size_t columns = delimiter_columns(text);
    if (columns != 0 && columns == row_columns(previous_)) {
      columns_ = std::max(columns_, columns);
      cells_ += columns;
      survey_.delimiter_rows.push_back(offset);
    }
    if (cells_ > kMaxTableCells) survey_.within_bounds = false;
  }

  void read_definition(std::string_view text) {
    if (!open_label_.empty()) {
      add_definition(open_label_, target_of(text));
      open_label_ = {};
      return;
    }
    const DefinitionStart start = definition_start(text);
    if (start.label.empty()) return;
    if (start.rest.empty()) {
      open_label_ = start.label;  // the target is on the next line
    } else {
      add_definition(start.label, target_of(start.rest));
    }
  }

  void add_definition(std::string_view label, std::string_view target) {
    longest_target_ = std::max(longest_target_, target.size());
    if (target.empty()) return;
    survey_.definitions.push_back({label, target});
    if (survey_.definitions.size() > kMaxDefinitions) survey_.within_bounds = false;
  }

  MarkdownSurvey survey_;
  std::string_view previous_;    ///< the text of the previous line of the paragraph
  std::string_view open_label_;  ///< of a definition whose target is on the next line
  bool in_fence_ = false;
  std::size_t columns_ = 0;  ///< of the table that the paragraph may be
  std::size_t cells_ = 0;
  std::size_t brackets_ = 0;
  std::size_t longest_target_ = 0;
  std::size_t paragraph_lines_ = 0;
  std::size_t paragraph_brackets_ = 0;
};

}  // namespace

MarkdownSurvey survey_markdown(std::string_view markdown) { return Surveyor().run(markdown); }

std::string widen_delimiter_rows(std::string_view markdown, const std::vector<std::size_t>& rows) {
  std::string wide;
  std::size_t copied = 0;
  for (const std::size_t row : rows) {
    const std::size_t end = std::min(markdown.find('\n', row), markdown.size());
    for (std::size_t at = row; at < end;) {
      const std::size_t dashes = std::min(markdown.find_first_not_of('-', at), end) - at;
      if (dashes == 1 || dashes == 2) {
        wide.append(markdown.substr(copied, at - copied)).append(3 - dashes, '-');
        copied = at;
      }
      at += std::max<std::size_t>(dashes, 1);
    }
  }
  return wide.append(markdown.substr(copied));
}

}  // namespace yak::twilio
