// SPDX-License-Identifier: Apache-2.0
#include "openai/errors/retry_headers.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "yak/text/http_date.hpp"

namespace yak::openai {
namespace {

using std::chrono::milliseconds;

/// A longer wait is taken for an error of the server: a wrong number or a wrong clock.
constexpr milliseconds kLongestWait = std::chrono::days(7);

std::optional<double> parse_number(std::string_view text) noexcept {
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, number);
  if (text.empty() || problem != std::errc() || stopped != end) return std::nullopt;
  if (!std::isfinite(number) || number < 0) return std::nullopt;
  return number;
}

std::optional<milliseconds> to_wait(double value) noexcept {
  if (value > static_cast<double>(kLongestWait.count())) return std::nullopt;
  return milliseconds(static_cast<std::int64_t>(std::ceil(value)));
}

}  // namespace

std::optional<milliseconds> retry_after(const HttpResponse& response, WallTime now) {
  if (const auto exact = parse_number(response.header("retry-after-ms"))) {
    return to_wait(*exact);
  }
  const std::string_view plain = response.header("retry-after");
  if (const auto seconds = parse_number(plain)) return to_wait(*seconds * 1000.0);
  const auto date = parse_http_date(plain);
  if (!date || *date - now > kLongestWait) return std::nullopt;
  return std::max(*date - now, milliseconds(0));
}

std::optional<bool> should_retry(const HttpResponse& response) noexcept {
  const std::string_view word = response.header("x-should-retry");
  if (word == "true") return true;
  if (word == "false") return false;
  return std::nullopt;
}

}  // namespace yak::openai
