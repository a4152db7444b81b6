// SPDX-License-Identifier: Apache-2.0
#include "models/catalog/prices.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace yak::models {
namespace {

/// `model-YYYY-MM-DD` without the date; otherwise empty.
std::string_view without_date(std::string_view model) {
  constexpr std::string_view kPattern = "-dddd-dd-dd";
  if (model.size() <= kPattern.size()) return {};
  const std::string_view tail = model.substr(model.size() - kPattern.size());
  const bool is_date = std::ranges::equal(tail, kPattern, [](char c, char pattern) {
    return pattern == 'd' ? c >= '0' && c <= '9' : c == pattern;
  });
  return is_date ? model.substr(0, model.size() - kPattern.size()) : std::string_view();
}

}  // namespace

std::int64_t cost_of(const Price& price, const Usage& usage) {
  double input = price.input;
  double output = price.output;
  double cached = price.cached_input.value_or(price.input);
  // The counts are a service's answer.
  const std::int64_t prompt_tokens = std::max<std::int64_t>(usage.prompt_tokens, 0);
  const std::int64_t completion_tokens = std::max<std::int64_t>(usage.completion_tokens, 0);
  if (price.long_context && prompt_tokens > price.long_context->above_prompt_tokens) {
    input = price.long_context->input;
    output = price.long_context->output;
    // The table has no cached price for long prompts; scale it like the input price.
    if (price.input > 0) cached *= input / price.input;
  }
  const std::int64_t cached_tokens =
      std::clamp<std::int64_t>(usage.cached_tokens, 0, prompt_tokens);
  const double usd_per_million = input * static_cast<double>(prompt_tokens - cached_tokens) +
                                 cached * static_cast<double>(cached_tokens) +
                                 output * static_cast<double>(completion_tokens);
  constexpr double kNanoPerMillionth = 1'000;
  // Beyond the range of an integer the rounding is undefined; this is a billion dollars.
  constexpr double kMaxNano = 1e18;
  return std::llround(std::min(usd_per_million * kNanoPerMillionth, kMaxNano));
}

void Prices::override_price(std::string model, Price price) {
  overrides_.insert_or_assign(std::move(model), price);
}

const Price* Prices::find(const Table& table, std::string_view full_name,
                          std::string_view answered) {
  const std::size_t slash = full_name.find('/');
  const std::string_view asked =
      slash == std::string_view::npos ? full_name : full_name.substr(slash + 1);
  const std::array<std::string_view, 5> names{full_name, answered, without_date(answered), asked,
                                              without_date(asked)};
  for (const std::string_view name : names) {
    if (name.empty()) continue;
    const auto found = table.find(name);
    if (found != table.end()) return &found->second;
  }
  return nullptr;
}

std::optional<std::int64_t> Prices::cost(std::string_view full_name, std::string_view answered,
                                         const Usage& usage) const {
  if (!usage.known) return std::nullopt;
  const Price* price = find(overrides_, full_name, answered);
  if (price == nullptr) price = find(table_, full_name, answered);
  if (price == nullptr) return std::nullopt;
  return cost_of(*price, usage);
}

}  // namespace yak::models
