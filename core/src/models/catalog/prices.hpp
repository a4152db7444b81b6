// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "yak/provider.hpp"

namespace yak::models {

/// A model's token prices, in USD per one million tokens.
struct Price {
  /// Replaces the normal prices for the whole call if the prompt is longer than the limit.
  struct LongContext {
    std::int64_t above_prompt_tokens = 0;
    double input = 0;
    double output = 0;
    bool operator==(const LongContext&) const = default;
  };

  double input = 0;
  double output = 0;
  std::optional<double> cached_input;  ///< absent: same as `input`
  std::optional<LongContext> long_context;
  bool operator==(const Price&) const = default;
};

/// Returns the cost in nano-USD, rounded to the nearest.
[[nodiscard]] std::int64_t cost_of(const Price& price, const Usage& usage);

/// Prices by model: a table from a file, and overrides from the configuration, which take
/// precedence. A value type.
class Prices {
 public:
  Prices() = default;

  /// Adds a model to the table, or replaces its price.
  void add(std::string model, const Price& price) {
    table_.insert_or_assign(std::move(model), price);
  }
  /// `model` is a full name (`openai/gpt-4o`), or a model's name, which applies to every provider.
  void override_price(std::string model, Price price);

  /// Returns a call's cost in nano-USD; nullopt if the price or the usage is unknown. `full_name`
  /// is the requested model (`openai/gpt-4o`), `answered` the model that the provider reports; a
  /// snapshot (`gpt-4o-2024-11-20`) without its own price has the price of its alias.
  [[nodiscard]] std::optional<std::int64_t> cost(std::string_view full_name,
                                                 std::string_view answered,
                                                 const Usage& usage) const;

  bool operator==(const Prices&) const = default;
  [[nodiscard]] std::size_t size() const noexcept { return table_.size() + overrides_.size(); }

 private:
  using Table = std::map<std::string, Price, std::less<>>;
  static const Price* find(const Table& table, std::string_view full_name,
                           std::string_view answered);

  Table table_;
  Table overrides_;
};

}  // namespace yak::models
