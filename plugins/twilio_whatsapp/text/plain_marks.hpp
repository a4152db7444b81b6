// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace yak::twilio {

/// Hides from a Markdown parser the characters of `text` (valid UTF-8) that CommonMark would read
/// as marks although they are part of a word, a formula or a URL (`5*4*3`, `x**2`,
/// `https://e/a?b=*c*`, `a[0](b)`, `~5`): replaces them by bytes that do not occur in UTF-8 and
/// that the parser treats as letters. WhatsApp does not format inside words either. Sizes and
/// offsets do not change. Linear.
void hide_plain_marks(std::string& text);

/// Restores the characters.
void show_plain_marks(std::string& text) noexcept;

}  // namespace yak::twilio
