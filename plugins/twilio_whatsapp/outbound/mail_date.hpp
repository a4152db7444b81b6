// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "yak/message.hpp"

namespace yak::twilio {

/// Parses a date of RFC 2822 (section 3.3) or HTTP: `Sun, 22 Nov 2026 09:47:27 +0000`. The day of
/// the week and the seconds are optional, the day may have one digit, case does not matter. Zones:
/// `+0100`, `GMT`, `UTC`, `UT`, `Z`, and the North American ones of section 4.3 (`EST`, `PDT`, …).
/// Empty for any other form and for a date that does not exist. Pure.
std::optional<WallTime> parse_mail_date(std::string_view text);

}  // namespace yak::twilio
