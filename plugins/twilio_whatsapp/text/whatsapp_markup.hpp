// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace yak::twilio {

/// Converts Markdown as models write it (GitHub's dialect: tables, strikethrough) to WhatsApp's
/// markup: *bold*, _italic_, ~strike~, `code`, ```blocks```, lists, `> ` quotes. Headings become
/// bold lines, links `text (url)` with each URL once, tables lines of cells; HTML stays text.
/// Formatting is closed and reopened at line ends, because WhatsApp's does not span lines. Marks
/// inside words, formulas and URLs are kept, and link definitions that no link shows are appended.
///
/// Returns the text itself, with invalid UTF-8 repaired, when it is longer than kMaxMarkdownBytes
/// or exceeds another bound of `survey_markdown`, or when the result would have more than twice its
/// bytes or show nothing. Does not throw on any input; the result is valid UTF-8. Takes at most a
/// few milliseconds. Thread-safe.
std::string to_whatsapp_markup(std::string_view markdown);

}  // namespace yak::twilio
