// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "yak/api.hpp"
#include "yak/message/message.hpp"

namespace yak {

/// Parses a date of HTTP (RFC 9110, section 5.6.7, the first form) or RFC 2822 (section 3.3): `Sun,
/// 22 Nov 2026 09:47:27 GMT`. The day of the week, which is not checked, and the seconds are
/// optional, the day may have one digit, case does not matter. Zones: `+0100`, `GMT`, `UTC`, `UT`,
/// `Z`, and the North American ones of RFC 2822 (`EST`, `PDT`, …). Empty for any other form and for
/// a date that does not exist. Pure.
[[nodiscard]] YAK_API std::optional<WallTime> parse_http_date(std::string_view text);

}  // namespace yak
