// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "cli/text/text_style.hpp"

namespace yak::cli {

/// Renders Markdown for a terminal with `columns` columns: headings, lists, quotes, code, tables
/// that fit, and what `inline_markdown` handles. Without escape sequences in `style` the text is
/// returned unchanged. `markdown` must be UTF-8 without control characters other than line feeds
/// and tabs. Linear time. Pure.
std::string markdown_for_terminal(std::string_view markdown, const TextStyle& style,
                                  std::size_t columns);

}  // namespace yak::cli
