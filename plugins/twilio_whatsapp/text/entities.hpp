// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace yak::twilio {

/// Decodes a character reference (`&amp;`, `&#233;`, `&#xE9;`); returns an unknown one unchanged.
/// Invalid code points give U+FFFD (CommonMark 0.31, section 2.5).
std::string decode_entity(std::string_view entity);

}  // namespace yak::twilio
