#pragma once

#include <string>
#include <string_view>

namespace yak::twilio {

/// Turns Markdown, as models write it (GitHub's dialect: tables, strikethrough), into what WhatsApp
/// shows: *bold*, _italic_, ~strike~, `code`, ```blocks```, lists, `> ` quotes; headings become
/// bold lines, links `text (url)` with each URL once, tables lines of cells, HTML stays text.
/// Formatting is closed and opened again at line ends, which WhatsApp does not let it cross. Marks
/// inside words, formulas and URLs stay as they are written, and link definitions that no link
/// shows are appended.
///
/// The text itself is given back, with broken UTF-8 repaired, where it is longer than
/// kMaxMarkdownBytes or passes another bound of `survey_markdown`, where the result would have more
/// than twice its bytes, and where the result would show nothing. Never throws on any input; the
/// result is valid UTF-8. Takes a few milliseconds at most. Safe from several threads.
std::string to_whatsapp_markup(std::string_view markdown);

}  // namespace yak::twilio
