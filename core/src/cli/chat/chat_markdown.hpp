#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "cli/text/text_style.hpp"

namespace yak::cli {

/// An answer's Markdown for a terminal of so many columns: headings, lists, quotes, code, tables
/// that fit, and what `inline_markdown` does. A style without escape sequences leaves the text as
/// it is, which Markdown is made for. `markdown` must be UTF-8 without control characters other
/// than line feeds and tabs. Takes time linear in the text. Pure.
std::string markdown_for_terminal(std::string_view markdown, const TextStyle& style,
                                  std::size_t columns);

}  // namespace yak::cli
