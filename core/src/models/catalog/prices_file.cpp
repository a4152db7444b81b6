// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "models/catalog/prices_file.hpp"
#include "yak/text/json_depth.hpp"

namespace yak::models {
namespace {

using nlohmann::json;

error broken(const std::string& what) {
  return error(ErrorKind::invalid, "the price file is invalid: " + what);
}

/// Returns nullopt if the key is absent or its value is no number of at least 0.
std::optional<double> usd(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  const double value = found->get<double>();
  if (!std::isfinite(value) || value < 0) return std::nullopt;
  return value;
}

std::optional<Price::LongContext> read_long_context(const json& model) {
  const auto found = model.find("long_context");
  if (found == model.end() || !found->is_object()) return std::nullopt;
  const auto above = usd(*found, "above_input_tokens");
  const auto input = usd(*found, "input_usd_per_1m");
  const auto output = usd(*found, "output_usd_per_1m");
  if (!above || !input || !output) return std::nullopt;
  Price::LongContext tier;
  // Beyond that, the conversion of a double to an integer is undefined; no prompt is so long.
  constexpr double kMaxTokens = 1e15;
  tier.above_prompt_tokens = static_cast<std::int64_t>(std::min(*above, kMaxTokens));
  tier.input = *input;
  tier.output = *output;
  return tier;
}

std::optional<Price> read_price(const json& model) {
  const auto input = usd(model, "input_usd_per_1m");
  const auto output = usd(model, "output_usd_per_1m");
  if (!input || !output) return std::nullopt;
  Price price;
  price.input = *input;
  price.output = *output;
  price.cached_input = usd(model, "cached_input_usd_per_1m");
  price.long_context = read_long_context(model);
  return price;
}

}  // namespace

result<Prices> parse_prices(std::string_view text) {
  const json document = parse_untrusted<json>(text);
  if (document.is_discarded()) return broken("it is not JSON, or it is nested too deeply");
  if (!document.is_object()) return broken("it is not an object");
  const auto models = document.find("models");
  if (models == document.end() || !models->is_array()) return broken("it has no list 'models'");
  Prices prices;
  for (const json& model : *models) {
    const auto name = model.is_object() ? model.find("model") : model.end();
    if (!model.is_object() || name == model.end() || !name->is_string()) {
      return broken("an entry of 'models' has no name 'model'");
    }
    if (const auto price = read_price(model)) {
      prices.add(name->get<std::string>(), *price);
    }
  }
  return prices;
}

result<Prices> read_price_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return error(ErrorKind::not_found, "the price file " + path + " cannot be opened");
  std::string text(kMaxPriceFile + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kMaxPriceFile) return broken("it is larger than 4 MiB");
  result<Prices> prices = parse_prices(text);
  if (!prices) return error(prices.error().kind, path + ": " + prices.error().message);
  return prices;
}

}  // namespace yak::models
