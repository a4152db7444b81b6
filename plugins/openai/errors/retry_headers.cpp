// SPDX-License-Identifier: Apache-2.0
#include "openai/errors/retry_headers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

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

/// `text` as a number; empty unless all its characters are digits.
std::optional<int> parse_digits(std::string_view text) noexcept {
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

std::optional<unsigned> parse_month(std::string_view name) noexcept {
  static constexpr std::array<std::string_view, 12> kMonths{
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto found = std::ranges::find(kMonths, name);
  if (found == kMonths.end()) return std::nullopt;
  return static_cast<unsigned>(found - kMonths.begin()) + 1;
}

}  // namespace

std::optional<WallTime> parse_http_date(std::string_view text) noexcept {
  // "Sun, 06 Nov 1994 08:49:37 GMT": every field has a fixed position.
  if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT") return {};
  if (text[19] != ':' || text[22] != ':') return {};
  const auto day = parse_digits(text.substr(5, 2));
  const auto month = parse_month(text.substr(8, 3));
  const auto year = parse_digits(text.substr(12, 4));
  const auto hour = parse_digits(text.substr(17, 2));
  const auto minute = parse_digits(text.substr(20, 2));
  const auto second = parse_digits(text.substr(23, 2));
  if (!day || !month || !year || !hour || !minute || !second) return {};
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(*month),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return {};
  return WallTime(std::chrono::sys_days(date)) + std::chrono::hours(*hour) +
         std::chrono::minutes(*minute) + std::chrono::seconds(*second);
}

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
