#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "yak/http.hpp"
#include "yak/message.hpp"

namespace yak::openai {

/// How long the server wants to be left alone: `retry-after-ms`, else `retry-after` in seconds or
/// as a date. Nothing when it does not say, or says nonsense: what is no number, or more than seven
/// days. Never negative.
[[nodiscard]] std::optional<std::chrono::milliseconds> retry_after(const HttpResponse& response,
                                                                   WallTime now);

/// What `x-should-retry` says; nothing when it says nothing.
[[nodiscard]] std::optional<bool> should_retry(const HttpResponse& response) noexcept;

/// A date as in `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7; the two obsolete forms,
/// which no server of this kind sends, are not read).
[[nodiscard]] std::optional<WallTime> parse_http_date(std::string_view text) noexcept;

}  // namespace yak::openai
