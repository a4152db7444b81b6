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

/// A provider instance that is on.
struct ProviderEntry {
  std::string name;
  Provider* provider = nullptr;  ///< must outlive the router
  const base::InstanceLabel* label = nullptr;
  std::vector<std::string> models;             ///< what users may choose; empty: all that it lists
  int max_concurrent = 0;                      ///< calls at once; 0: no limit
  std::chrono::milliseconds max_wait{10'000};  ///< for one of these
};

/// The `assistant` part of the configuration.
struct AssistantOptions {
  /// Full names or aliases; the first whose provider is on is the default.
  std::vector<std::string> model;
  /// Full names or aliases, tried in order after the model that was asked for.
  std::vector<std::string> fallbacks;
  std::map<std::string, std::string> aliases;  ///< a word to a full name
  std::string system_prompt;
  std::chrono::milliseconds timeout{90'000};  ///< of a turn's model calls altogether
  std::optional<std::int64_t> max_tokens;
  std::optional<double> temperature;
  BreakerOptions breaker;
};

/// The same with full names in `model` and `fallbacks` alone.
[[nodiscard]] AssistantOptions without_aliases(AssistantOptions options);

}  // namespace yak::models
