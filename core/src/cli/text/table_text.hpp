#pragma once

#include <string>
#include <vector>

/// Text in columns for a terminal. Pure. Widths are in characters.
namespace yak::cli {

/// At most `width` characters of `text`; what is cut ends with `…`.
std::string cut(const std::string& text, std::size_t width);

/// `3d`, `12h`, `5m`, `40s`: the largest unit.
std::string short_span(std::int64_t seconds);

/// Rows as lines of at most `width` characters, the columns two blanks apart and lined up: the
/// first to the left, those that `right` has true for to the right. The last column is cut to fit,
/// without blanks behind it. Control characters are neutralised.
std::string table(std::vector<std::vector<std::string>> rows, std::size_t width,
                  const std::vector<bool>& right = {}, const std::string& indent = "");

}  // namespace yak::cli
