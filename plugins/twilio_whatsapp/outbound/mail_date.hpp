#pragma once

#include <optional>
#include <string_view>

#include "yak/message.hpp"

namespace yak::twilio {

/// Reads a date as RFC 2822 (section 3.3) and HTTP write it: `Sun, 22 Nov 2026 09:47:27 +0000`. The
/// day of the week and the seconds may be missing, the day may have one digit, words may be in any
/// case. Zones: `+0100`, `GMT`, `UTC`, `UT`, `Z`, and the North American ones of section 4.3
/// (`EST`, `PDT`, …). Nothing for any other form, and for a date that does not exist. Pure.
std::optional<WallTime> parse_mail_date(std::string_view text);

}  // namespace yak::twilio
