#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace yak::twilio {

/// A longer text is sent as it is.
inline constexpr std::size_t kMaxMarkdownBytes = std::size_t{32} << 10U;

/// `[label]: url`, a link's target that other places of the text name by its label.
struct LinkDefinition {
  std::string_view label;
  std::string_view url;  ///< as it is written, without `<>`
};

/// What a look at each line of a text tells before it is parsed. Views into the text.
struct MarkdownSurvey {
  /// False where parsing could take much longer than the text's size suggests: md4c 0.4.8 takes
  /// quadratic time for tables with many columns and short rows, for many uses of a long link
  /// definition, for many brackets in a paragraph of many lines, and for deep nesting. The other
  /// members are then not complete.
  bool within_bounds = true;
  std::vector<LinkDefinition> definitions;
  /// Offsets of the delimiter rows of tables (`|-|-|`).
  std::vector<std::size_t> delimiter_rows;
};

/// Reads `markdown` once, line by line. Linear.
MarkdownSurvey survey_markdown(std::string_view markdown);

/// `markdown` with at least three dashes in each cell of its delimiter rows, which md4c 0.4.8
/// demands and GitHub's dialect does not.
std::string widen_delimiter_rows(std::string_view markdown, const std::vector<std::size_t>& rows);

}  // namespace yak::twilio
