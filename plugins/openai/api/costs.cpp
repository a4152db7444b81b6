// SPDX-License-Identifier: Apache-2.0
#include "openai/api/costs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "openai/json/bounded_json.hpp"
#include "yak/text/ascii.hpp"

namespace yak::openai {
namespace json = boost::json;
namespace {

constexpr std::size_t kMaxPage = std::size_t{1} << 20U;
constexpr std::size_t kMaxCurrencies = 8;
constexpr std::string_view kUsd = "USD";

/// A number, or a string that holds one: the API has sent amounts as both.
std::optional<double> number_of(const json::value& value) {
  if (value.is_number()) return value.to_number<double>();
  if (!value.is_string()) return std::nullopt;
  const std::string_view text(value.get_string().data(), value.get_string().size());
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, number);
  if (problem != std::errc() || stopped != end) return std::nullopt;
  return number;
}

std::string with_cents(double value, std::string_view currency) {
  const double shown = std::abs(value) < 0.005 ? 0.0 : std::clamp(value, -1e15, 1e15);
  return fmt::format("{:.2f} {}", shown, currency);
}

error no_page(std::string_view why) {
  return error(ErrorKind::protocol, "sent costs that Yak cannot read: " + std::string(why));
}

}  // namespace

void CostTotal::add(std::string currency, double value) {
  const auto known = std::ranges::find(sums_, currency, &Sum::currency);
  if (known != sums_.end()) {
    known->value += value;
  } else if (sums_.size() < kMaxCurrencies) {
    sums_.push_back({std::move(currency), value});
  }
}

result<std::optional<std::string>> CostTotal::add_page(std::string_view body) {
  JsonDocument document;
  const auto parsed = document.parse(body, kMaxPage);
  if (!parsed) return no_page(parsed.error().message);
  const json::value* data = member(**parsed, "data");
  if (data == nullptr || !data->is_array()) return no_page("no data");
  for (const json::value& bucket : data->get_array()) {
    const json::value* results = member(bucket, "results");
    if (results == nullptr || !results->is_array()) return no_page("a day without results");
    for (const json::value& cost : results->get_array()) {
      const json::value* amount = member(cost, "amount");
      const json::value* value = amount == nullptr ? nullptr : member(*amount, "value");
      const auto number = value == nullptr ? std::nullopt : number_of(*value);
      if (!number || !std::isfinite(*number)) return no_page("an amount that is not a number");
      add(upper_case(text_member(*amount, "currency").value_or("usd").substr(0, 3)), *number);
    }
  }
  const json::value* more = member(**parsed, "has_more");
  if (more == nullptr || !more->is_bool() || !more->get_bool()) return std::optional<std::string>();
  const auto next = text_member(**parsed, "next_page");
  if (!next || next->empty()) return no_page("more pages without a cursor");
  return std::optional<std::string>(*next);
}

std::string CostTotal::summary(std::optional<double> top_up_usd) const {
  std::string text = "OpenAI: ";
  double format_dollars = 0;
  for (const Sum& sum : sums_) {
    if (&sum != &sums_.front()) text += " + ";
    text += with_cents(sum.value, sum.currency);
    if (sum.currency == kUsd) format_dollars = sum.value;
  }
  if (sums_.empty()) text += with_cents(0, kUsd);
  text += " in the last 30 days";
  if (top_up_usd) {
    text += ", about " + with_cents(std::max(0.0, *top_up_usd - format_dollars), kUsd) +
            " of the " + with_cents(*top_up_usd, kUsd) + " top-up left";
  }
  return text;
}

}  // namespace yak::openai
