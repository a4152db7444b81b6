// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

/// Formats text in columns for a terminal. Pure. Widths are in characters.
namespace yak::cli {

/// At most `width` characters of `text`; a cut text ends with `…`.
std::string cut(const std::string& text, std::size_t width);

/// The span in its largest unit: `3d`, `12h`, `5m`, `40s`.
std::string short_span(std::int64_t seconds);

/// Formats rows as lines of at most `width` characters. Columns are aligned and two spaces apart;
/// those with `right` set are right-aligned. The last column is cut to fit, without trailing
/// spaces. Control characters are neutralised.
std::string table(std::vector<std::vector<std::string>> rows, std::size_t width,
                  const std::vector<bool>& right = {}, const std::string& indent = "");

}  // namespace yak::cli
