#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace yak::twilio {

/// A longer text is passed on as it is: parsing takes a loop's time.
inline constexpr std::size_t kMaxMarkdownBytes = std::size_t{64} << 10U;

/// Turns Markdown, as models write it (GitHub's dialect: tables, strikethrough), into what WhatsApp
/// shows: *bold*, _italic_, ~strike~, `code`, ```blocks```, lists, `> ` quotes; headings become
/// bold lines, links `text (url)`, tables lines of cells, HTML stays text. Formatting is closed and
/// opened again at line ends, which WhatsApp does not let it cross. Never throws on any input; the
/// result is valid UTF-8. Safe from several threads.
std::string to_whatsapp_markup(std::string_view markdown);

}  // namespace yak::twilio
