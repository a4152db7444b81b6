// SPDX-License-Identifier: Apache-2.0
#include "yak/text/text_format.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>

namespace yak {
namespace {

struct Unit {
  std::string_view noun;
  std::int64_t seconds;
};
constexpr std::array<Unit, 4> kUnits{
    {{"day", 86'400}, {"hour", 3'600}, {"minute", 60}, {"second", 1}}};

std::int64_t divided_up(std::int64_t number, std::int64_t by) { return (number + by - 1) / by; }

}  // namespace

std::string grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t at = text.size(); at > first + 3;) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

std::string format_count(std::int64_t count, std::string_view noun) {
  std::string text = grouped(count) + " " + std::string(noun);
  if (count != 1) text += 's';
  return text;
}

std::string format_duration(std::chrono::milliseconds span) {
  if (span.count() <= 1'000) return format_count(1, "second");
  std::int64_t seconds = divided_up(span.count(), 1'000);
  std::size_t large = 0;
  while (seconds < kUnits[large].seconds) ++large;
  if (large + 1 == kUnits.size()) return format_count(seconds, "second");
  // Rounding the smaller unit up may complete the larger one: 59 minutes 59.5 seconds are 1 hour.
  const Unit& small = kUnits[large + 1];
  seconds = divided_up(seconds, small.seconds) * small.seconds;
  if (large > 0 && seconds >= kUnits[large - 1].seconds) --large;
  const Unit& unit = kUnits[large];
  const Unit& below = kUnits[large + 1];
  std::string words = format_count(seconds / unit.seconds, unit.noun);
  const std::int64_t rest = seconds % unit.seconds / below.seconds;
  if (rest > 0) words += " " + format_count(rest, below.noun);
  return words;
}

std::string format_date(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string format_minute(std::chrono::sys_time<std::chrono::milliseconds> time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{} {:02}:{:02}", format_date(day), clock.hours().count(),
                     clock.minutes().count());
}

std::string format_dollars(std::int64_t nano_usd) {
  constexpr std::int64_t kDollar = 1'000'000'000;
  constexpr std::int64_t kLeast = kDollar / 10'000;
  if (nano_usd > 0 && nano_usd < kLeast) return "less than $0.0001";
  const int decimals = nano_usd >= kDollar || nano_usd == 0 ? 2 : 4;
  return fmt::format("${:.{}f}", static_cast<double>(nano_usd) / static_cast<double>(kDollar),
                     decimals);
}

}  // namespace yak
