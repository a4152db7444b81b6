// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/activity.hpp"
#include "models/breaker.hpp"
#include "yak/provider.hpp"

namespace yak::models {

/// An enabled provider instance.
struct ProviderEntry {
  std::string name;
  Provider* provider = nullptr;  ///< must outlive the router
  const base::InstanceLabel* label = nullptr;
  std::vector<std::string> models;             ///< users may choose these; empty: all it lists
  int max_concurrent = 0;                      ///< concurrent calls; 0: no limit
  std::chrono::milliseconds max_wait{10'000};  ///< longest wait for that limit
};

/// The section `assistant` of the configuration.
struct AssistantOptions {
  /// Full names or aliases; the first whose provider is enabled is the default.
  std::vector<std::string> model;
  /// Full names or aliases, tried in order after the requested model.
  std::vector<std::string> fallbacks;
  std::map<std::string, std::string> aliases;  ///< from a word to a full name
  std::string system_prompt;
  std::chrono::milliseconds timeout{90'000};  ///< for all model calls of a turn together
  std::optional<std::int64_t> max_tokens;
  std::optional<double> temperature;
  BreakerOptions breaker;
};

/// Returns the options with all aliases in `model` and `fallbacks` replaced by full names.
[[nodiscard]] AssistantOptions without_aliases(AssistantOptions options);

}  // namespace yak::models
