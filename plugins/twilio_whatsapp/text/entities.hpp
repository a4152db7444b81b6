#pragma once

#include <string>
#include <string_view>

namespace yak::twilio {

/// The text of a character reference, `&amp;`, `&#233;`, `&#xE9;`; an unknown one as it is
/// written. Numbers that no character has give U+FFFD (CommonMark 0.31, section 2.5).
std::string decode_entity(std::string_view entity);

}  // namespace yak::twilio
