// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "yak/api.hpp"

/// Numbers and durations as text for chat replies. Pure.
namespace yak {

/// `1 message`, `2 messages`, `12,345 messages`: the plural is `noun` with an s.
YAK_API std::string format_count(std::int64_t count, std::string_view noun);

/// `34 seconds`, `2 minutes 5 seconds`, `5 hours 12 minutes`, `3 days`: the two largest units.
/// Rounded up, so that waiting for that long is always enough; at least `1 second`.
YAK_API std::string format_duration(std::chrono::milliseconds span);

/// `2026-01-05`.
YAK_API std::string format_date(std::chrono::sys_days day);

/// `2026-01-05 10:00` (UTC).
YAK_API std::string format_minute(std::chrono::sys_time<std::chrono::milliseconds> time);

/// `1,234,567`.
YAK_API std::string grouped(std::int64_t number);

/// Billionths of a US dollar as text: two decimals from a dollar up, four below; `less than
/// $0.0001` for smaller amounts that are not zero.
YAK_API std::string format_dollars(std::int64_t nano_usd);

}  // namespace yak
