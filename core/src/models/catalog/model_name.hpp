// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace yak::models {

/// `provider/model`: a provider instance and that provider's name for a model. The model's name may
/// contain slashes (`openrouter/meta-llama/llama-3`), the instance's may not.
struct ModelName {
  ModelName(std::string provider, std::string model)
      : provider(std::move(provider)), model(std::move(model)) {}
  /// Returns nullopt unless there is text on both sides of the first slash.
  static std::optional<ModelName> parse(std::string_view text);

  [[nodiscard]] std::string full() const { return provider + "/" + model; }
  friend bool operator==(const ModelName&, const ModelName&) = default;

  std::string provider;
  std::string model;
};

}  // namespace yak::models
