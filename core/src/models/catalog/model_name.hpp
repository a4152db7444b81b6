#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace yak::models {

/// `provider/model`: a provider instance and its own name for a model. That name may have slashes
/// of its own (`openrouter/meta-llama/llama-3`), an instance's may not.
struct ModelName {
  ModelName(std::string provider, std::string model)
      : provider(std::move(provider)), model(std::move(model)) {}
  /// Nothing unless there is text on both sides of the first slash.
  static std::optional<ModelName> parse(std::string_view text);

  [[nodiscard]] std::string full() const { return provider + "/" + model; }
  friend bool operator==(const ModelName&, const ModelName&) = default;

  std::string provider;
  std::string model;
};

/// ASCII lower case: how names that people type are compared.
[[nodiscard]] std::string folded(std::string_view text);

}  // namespace yak::models
