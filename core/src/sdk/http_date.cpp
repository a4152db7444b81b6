// SPDX-License-Identifier: Apache-2.0
#include "yak/text/http_date.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "yak/text/ascii.hpp"

namespace yak {
namespace {

using std::chrono::minutes;

/// Removes the first word from `text` and returns it.
std::string_view take_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(" \t"));
  text.remove_prefix(word.size());
  return word;
}

/// `text` as a number, if it consists of `least` to `most` digits.
std::optional<int> digits_of(std::string_view text, std::size_t least, std::size_t most) {
  if (text.size() < least || text.size() > most) return std::nullopt;
  if (!std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::optional<unsigned> month_number(std::string_view name) {
  static constexpr std::string_view kMonths = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
  const std::size_t at = name.size() == 3 ? kMonths.find(upper_case(name)) : kMonths.npos;
  if (at == kMonths.npos || at % 3 != 0) return std::nullopt;
  return static_cast<unsigned>(at / 3 + 1);
}

/// `09:47` or `09:47:27`; 60 is a leap second.
std::optional<std::chrono::seconds> clock_time(std::string_view text) {
  if (text.size() != 5 && text.size() != 8) return std::nullopt;
  if (text[2] != ':' || (text.size() == 8 && text[5] != ':')) return std::nullopt;
  const auto hour = digits_of(text.substr(0, 2), 2, 2);
  const auto minute = digits_of(text.substr(3, 2), 2, 2);
  const auto second = text.size() == 8 ? digits_of(text.substr(6), 2, 2) : std::optional<int>(0);
  if (!hour || !minute || !second) return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return std::chrono::hours(*hour) + minutes(*minute) + std::chrono::seconds(*second);
}

/// How far the zone is ahead of UTC.
std::optional<minutes> zone_offset(std::string_view zone) {
  struct Named {
    std::string_view name;
    int hours;
  };
  static constexpr std::array<Named, 12> kNamed{{{"GMT", 0},
                                                 {"UTC", 0},
                                                 {"UT", 0},
                                                 {"Z", 0},
                                                 {"EST", -5},
                                                 {"EDT", -4},
                                                 {"CST", -6},
                                                 {"CDT", -5},
                                                 {"MST", -7},
                                                 {"MDT", -6},
                                                 {"PST", -8},
                                                 {"PDT", -7}}};
  const auto named = std::ranges::find(kNamed, upper_case(zone), &Named::name);
  if (named != kNamed.end()) return std::chrono::hours(named->hours);
  if (zone.size() != 5 || (zone[0] != '+' && zone[0] != '-')) return std::nullopt;
  const auto hours = digits_of(zone.substr(1, 2), 2, 2);
  const auto rest = digits_of(zone.substr(3), 2, 2);
  if (!hours || !rest || *hours > 23 || *rest > 59) return std::nullopt;
  const minutes ahead = std::chrono::hours(*hours) + minutes(*rest);
  return zone[0] == '+' ? ahead : -ahead;
}

}  // namespace

std::optional<WallTime> parse_http_date(std::string_view text) {
  std::string_view word = take_word(text);
  if (word.ends_with(',')) word = take_word(text);
  const auto day = digits_of(word, 1, 2);
  const auto month = month_number(take_word(text));
  const auto year = digits_of(take_word(text), 4, 4);
  const auto time = clock_time(take_word(text));
  const auto ahead = zone_offset(take_word(text));
  if (!day || !month || !year || !time || !ahead || !take_word(text).empty()) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(*month),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + *time - *ahead;
}

}  // namespace yak
