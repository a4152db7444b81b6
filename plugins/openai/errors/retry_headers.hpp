// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "yak/http.hpp"
#include "yak/message.hpp"

namespace yak::openai {

/// The wait that the server asks for: `retry-after-ms`, else `retry-after` in seconds or as a date.
/// Empty when it is absent, invalid or longer than seven days. Never negative.
[[nodiscard]] std::optional<std::chrono::milliseconds> retry_after(const HttpResponse& response,
                                                                   WallTime now);

/// The value of `x-should-retry`, if present and valid.
[[nodiscard]] std::optional<bool> should_retry(const HttpResponse& response) noexcept;

/// Parses a date such as `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7). The two
/// obsolete forms are not supported.
[[nodiscard]] std::optional<WallTime> parse_http_date(std::string_view text) noexcept;

}  // namespace yak::openai
