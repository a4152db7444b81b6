// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

#include "yak/http.hpp"
#include "yak/message/message.hpp"

namespace yak::openai {

/// The wait that the server asks for: `retry-after-ms`, else `retry-after` in seconds or as a date.
/// Empty when it is absent, invalid or longer than seven days. Never negative.
[[nodiscard]] std::optional<std::chrono::milliseconds> retry_after(const HttpResponse& response,
                                                                   WallTime now);

/// The value of `x-should-retry`, if present and valid.
[[nodiscard]] std::optional<bool> should_retry(const HttpResponse& response) noexcept;

}  // namespace yak::openai
