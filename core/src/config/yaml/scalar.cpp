// SPDX-License-Identifier: Apache-2.0
#include "config/yaml/scalar.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <utility>

#include "yak/text/utf8.hpp"

namespace yak::config {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t factor;
};

constexpr std::array kDurations{Unit{"ms", 1}, Unit{"s", 1'000}, Unit{"m", 60'000},
                                Unit{"h", 3'600'000}, Unit{"d", 86'400'000}};
constexpr std::array kSizes{Unit{"", 1}, Unit{"KiB", std::int64_t{1} << 10},
                            Unit{"MiB", std::int64_t{1} << 20}, Unit{"GiB", std::int64_t{1} << 30}};
constexpr std::int64_t kMaxDuration = 36'500 * std::int64_t{86'400'000};

error expected(FieldType type) {
  return {ErrorKind::invalid, "expected " + std::string(describe(type))};
}

error too_large() { return {ErrorKind::invalid, "the number is too large"}; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Parses an amount followed by one of `units`, at most `most`.
result<std::int64_t> parse_amount(std::string_view text, FieldType type,
                                  std::span<const Unit> units, std::int64_t most) {
  const auto digits =
      static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
  const auto unit = std::ranges::find(units, text.substr(digits), &Unit::name);
  const bool has_leading_zero = digits > 1 && text[0] == '0';
  if (digits == 0 || has_leading_zero || unit == units.end()) return expected(type);
  const result<std::int64_t> amount = parse_integer(text.substr(0, digits));
  if (!amount || *amount > most / unit->factor) return too_large();
  return *amount * unit->factor;
}

std::string show_number(double value) {
  std::array<char, 32> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 std::chars_format::general, 15);
  std::string text(buffer.data(), end.ptr);
  const bool is_whole = value == std::floor(value) && std::abs(value) < 1e15;
  return is_whole ? std::to_string(static_cast<std::int64_t>(value)) : text;
}

std::string show_units(double value, std::span<const Unit> units) {
  const auto amount = static_cast<std::int64_t>(value);
  const Unit* best = &units[0];
  for (const Unit& unit : units) {
    if (amount != 0 && amount % unit.factor == 0) best = &unit;
  }
  return std::to_string(amount / best->factor) + std::string(best->name);
}

result<SettingNode::Data> parse_choice(const Field& field, std::string_view text) {
  if (std::ranges::find(field.words, text) != field.words.end())
    return SettingNode::Data(std::string(text));
  std::string message = "expected one of ";
  for (const std::string& word : field.words) {
    if (&word != &field.words.front()) message += ", ";
    message += word;
  }
  return error(ErrorKind::invalid, std::move(message));
}

/// Converts a parsed value to Data if `amount(value)` is within the field's bounds.
template <class T, class Amount>
result<SettingNode::Data> bounded(const Field& field, result<T> value, Amount amount) {
  if (!value) return value.error();
  if (result<void> within = check_bounds(field, static_cast<double>(amount(*value))); !within) {
    return within.error();
  }
  return SettingNode::Data(std::move(*value));
}

}  // namespace

result<bool> parse_boolean(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return expected(FieldType::boolean);
}

result<std::int64_t> parse_integer(std::string_view text) {
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  const bool has_leading_zero = digits.size() > 1 && digits[0] == '0';
  if (digits.empty() || has_leading_zero || !std::ranges::all_of(digits, is_digit)) {
    return expected(FieldType::integer);
  }
  std::int64_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc()) return too_large();
  return value;
}

result<double> parse_number(std::string_view text) {
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  const bool begins_well = !digits.empty() && is_digit(digits[0]);
  const bool has_leading_zero = digits.size() > 1 && digits[0] == '0' && is_digit(digits[1]);
  // After a leading digit, `1.` is the only form that from_chars accepts and JSON does not.
  const std::size_t point = text.find('.');
  const bool ends_in_point =
      point != std::string_view::npos && (point + 1 == text.size() || !is_digit(text[point + 1]));
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (!begins_well || has_leading_zero || ends_in_point ||
      parsed.ptr != text.data() + text.size()) {
    return expected(FieldType::number);
  }
  if (parsed.ec != std::errc() || !std::isfinite(value)) return too_large();
  return value;
}

result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  const auto amount = parse_amount(text, FieldType::duration, kDurations, kMaxDuration);
  if (!amount) return amount.error();
  return std::chrono::milliseconds(*amount);
}

result<std::int64_t> parse_size(std::string_view text) {
  return parse_amount(text, FieldType::size, kSizes, std::numeric_limits<std::int64_t>::max());
}

result<Rate> parse_rate(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return expected(FieldType::rate);
  const auto count = parse_integer(text.substr(0, slash));
  const auto per = parse_duration(text.substr(slash + 1));
  if (!count || !per || *count <= 0 || per->count() == 0) return expected(FieldType::rate);
  if (*count > std::numeric_limits<std::uint32_t>::max()) return too_large();
  return Rate{static_cast<std::uint32_t>(*count), *per};
}

result<void> check_bounds(const Field& field, double amount) {
  const bool too_low = field.minimum && amount < *field.minimum;
  const bool too_high = field.maximum && amount > *field.maximum;
  if (!too_low && !too_high) return {};
  const auto bound = [&](const std::optional<double>& value, const char* words) {
    return value ? words + show_bound(field.type, *value) : std::string();
  };
  std::string message;
  switch (field.type) {
    case FieldType::text:
    case FieldType::secret: message = "its length in characters"; break;
    case FieldType::list: message = "the number of its elements"; break;
    case FieldType::map: message = "the number of its keys"; break;
    case FieldType::rate: message = "the count"; break;
    default: message = "it";
  }
  message += " must be" + bound(field.minimum, " at least ");
  if (field.minimum && field.maximum) message += " and";
  return error(ErrorKind::invalid, message + bound(field.maximum, " at most "));
}

std::string show_bound(FieldType type, double value) {
  if (type == FieldType::duration) {
    return value == 0 ? "0s" : show_units(value, kDurations);
  }
  if (type == FieldType::size) return show_units(value, kSizes);
  return show_number(value);
}

result<SettingNode::Data> parse_scalar(const Field& field, std::string_view text, bool quoted) {
  const bool is_bare = field.type == FieldType::boolean || field.type == FieldType::integer ||
                       field.type == FieldType::number;
  if (quoted && is_bare) {
    return error(ErrorKind::invalid,
                 "expected " + std::string(describe(field.type)) + "; remove the quotes");
  }
  const auto itself = [](auto value) { return value; };
  switch (field.type) {
    case FieldType::boolean: return bounded(field, parse_boolean(text), itself);
    case FieldType::integer: return bounded(field, parse_integer(text), itself);
    case FieldType::number: return bounded(field, parse_number(text), itself);
    case FieldType::size: return bounded(field, parse_size(text), itself);
    case FieldType::duration:
      return bounded(field, parse_duration(text), [](auto value) { return value.count(); });
    case FieldType::rate:
      return bounded(field, parse_rate(text), [](const Rate& value) { return value.count; });
    case FieldType::choice: return parse_choice(field, text);
    case FieldType::secret:
      return bounded(field, result<Secret>(Secret(std::string(text))),
                     [&](const Secret&) { return count_code_points(text); });
    default:
      return bounded(field, result<std::string>(std::string(text)),
                     [&](const std::string&) { return count_code_points(text); });
  }
}

std::string_view describe(FieldType type) noexcept {
  switch (type) {
    case FieldType::text:
    case FieldType::secret: return "text";
    case FieldType::boolean: return "true or false";
    case FieldType::integer: return "a whole number";
    case FieldType::number: return "a number";
    case FieldType::duration: return "a duration like 250ms, 8s, 5m, 6h or 30d";
    case FieldType::size: return "a size like 512, 64KiB, 1MiB or 2GiB";
    case FieldType::rate: return "a rate like 20/1m (20 in a minute)";
    case FieldType::choice: return "one word";
    case FieldType::list: return "a list";
    case FieldType::map:
    case FieldType::object: return "a map of keys and values";
    case FieldType::any: return "any value";
  }
  return "any value";
}

std::string_view to_string(FieldType type) noexcept {
  static constexpr std::array<std::string_view, 13> kNames{
      "text", "secret", "boolean", "integer", "number", "duration", "size",
      "rate", "choice", "list",    "map",     "object", "any"};
  return kNames[static_cast<std::size_t>(type)];
}

}  // namespace yak::config
