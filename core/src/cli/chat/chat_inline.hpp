#pragma once

#include <string>
#include <string_view>

#include "cli/text/text_style.hpp"

namespace yak::cli {

/// One paragraph's Markdown for a terminal: emphasis, code spans and links as styles instead of
/// marks; a link's URL follows in parentheses. Marks inside words, and those without a partner, are
/// shown as they were written. `is_bold`: the text around is bold already. Takes time linear in
/// the text. Pure.
std::string inline_markdown(std::string_view text, const TextStyle& style, bool is_bold = false);

}  // namespace yak::cli
