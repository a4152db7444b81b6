#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "yak/error.hpp"
#include "yak/provider.hpp"

namespace yak::models {

/// What a model's tokens cost, in USD per one million of them.
struct Price {
  /// Holds instead for the whole call when its prompt is longer.
  struct LongContext {
    std::int64_t above_prompt_tokens = 0;
    double input = 0;
    double output = 0;
    bool operator==(const LongContext&) const = default;
  };

  double input = 0;
  double output = 0;
  std::optional<double> cached_input;  ///< absent: as input
  std::optional<LongContext> long_context;
  bool operator==(const Price&) const = default;
};

/// Nano-USD, rounded to the nearest.
[[nodiscard]] std::int64_t cost_of(const Price& price, const Usage& usage);

/// Prices by model: a table from a file, and what the configuration says, which goes before it.
/// A plain value.
class Prices {
 public:
  /// Largest file that is read, in bytes.
  static constexpr std::size_t kMaxFileBytes = std::size_t{4} << 20U;

  Prices() = default;
  /// Reads the text of `config/model_prices.json`, whose shape its own notes describe. Models
  /// without an input or output price are left out. `invalid` names what is wrong.
  static result<Prices> parse(std::string_view json);
  /// The same from a file. Blocks on the disk: never call it on an event loop.
  static result<Prices> read(const std::string& path);

  /// `model`: a full name (`openai/gpt-4o`) or a model's name at every provider.
  void override_price(std::string model, Price price);

  /// What a call cost in nano-USD; nothing where the price or the usage is unknown. `full_name` is
  /// what was asked (`openai/gpt-4o`), `answered` what the provider says has answered; a snapshot
  /// (`gpt-4o-2024-11-20`) without a price of its own costs as its alias does.
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
