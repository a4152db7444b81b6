// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/async/activity.hpp"
#include "config/core_config.hpp"
#include "yak/provider.hpp"

namespace yak::models {

/// An enabled provider instance.
struct ProviderEntry {
  std::string name;
  Provider* provider = nullptr;  ///< must outlive the router
  const base::InstanceLabel* label = nullptr;
  std::vector<std::string> models;        ///< users may choose these; empty: all it lists
  int max_concurrent = 0;                 ///< concurrent calls; 0: no limit
  std::chrono::milliseconds max_wait{0};  ///< longest wait for that limit
};

/// Returns `assistant` with all aliases in `model` and `fallbacks` replaced by full names.
[[nodiscard]] config::AssistantConfig without_aliases(config::AssistantConfig assistant);

}  // namespace yak::models
