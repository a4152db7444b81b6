// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace yak::twilio {

/// A longer text is sent unchanged.
inline constexpr std::size_t kMaxMarkdownBytes = std::size_t{32} << 10U;

/// A link definition, `[label]: url`.
struct LinkDefinition {
  std::string_view label;
  std::string_view url;  ///< as written, without `<>`
};

/// The result of a scan of a text's lines before it is parsed. Views into the text.
struct MarkdownSurvey {
  /// False when parsing could take more than linear time: md4c 0.4.8 is quadratic in tables with
  /// many columns and short rows, many uses of a long link definition, many brackets in a paragraph
  /// of many lines, and deep nesting. The other members are then incomplete.
  bool within_bounds = true;
  std::vector<LinkDefinition> definitions;
  /// Offsets of the delimiter rows of tables (`|-|-|`).
  std::vector<std::size_t> delimiter_rows;
};

/// Scans `markdown` once, line by line. Linear.
MarkdownSurvey survey_markdown(std::string_view markdown);

/// `markdown` with at least three dashes in each cell of its delimiter rows, which md4c 0.4.8
/// requires, unlike GitHub's dialect.
std::string widen_delimiter_rows(std::string_view markdown, const std::vector<std::size_t>& rows);

}  // namespace yak::twilio
