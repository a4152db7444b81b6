// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "cli/text/text_style.hpp"

namespace yak::cli {

/// Renders one paragraph of Markdown for a terminal: emphasis, code spans and links become styles,
/// and a link's URL follows in parentheses. Marks inside words and unmatched marks are shown as
/// written. `is_bold`: the surrounding text is already bold. Linear time. Pure.
std::string inline_markdown(std::string_view text, const TextStyle& style, bool is_bold = false);

}  // namespace yak::cli
