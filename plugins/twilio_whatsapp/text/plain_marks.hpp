#pragma once

#include <string>

namespace yak::twilio {

/// Replaces the characters of valid UTF-8 `text` that CommonMark would read as marks though they
/// are part of a word, a formula or a URL (`5*4*3`, `x**2`, `https://e/a?b=*c*`, `a[0](b)`, `~5`)
/// by bytes that no UTF-8 text has and that a Markdown parser takes for letters. WhatsApp shows no
/// formatting inside a word either. Sizes and offsets stay as they are. Linear.
void hide_plain_marks(std::string& text);

/// Puts the characters back.
void show_plain_marks(std::string& text) noexcept;

}  // namespace yak::twilio
