// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "models/catalog/model_catalog.hpp"
#include "models/model_options.hpp"
#include "yak/clock.hpp"
#include "yak/log.hpp"
#include "yak/task.hpp"

namespace yak::models {

/// Builds the model catalog. Asks a provider for its models if the configuration names none for it.
/// Thread-safe.
class ModelLists {
 public:
  /// How long a provider's list is reused; after a failure it is requested again sooner.
  static constexpr std::chrono::minutes kFresh{10};
  static constexpr std::chrono::seconds kFreshAfterFailure{30};
  /// A provider that takes longer to list its models counts as failed.
  static constexpr std::chrono::seconds kTimeLimit{10};

  using Catalog = std::shared_ptr<const ModelCatalog>;

  /// All references must outlive this object.
  ModelLists(const std::vector<ProviderEntry>& providers, const config::AssistantConfig& options,
             Clock& clock, Logger& log);

  /// Returns the current catalog without asking a provider.
  [[nodiscard]] Catalog known() const;
  /// Returns the catalog after asking the providers whose lists are missing or expired.
  task<Catalog> current();
  /// Asks every provider for its models and returns their full names.
  task<std::vector<std::string>> served();

 private:
  task<ModelListing> ask(const ProviderEntry& entry);
  void warn_of_useless_aliases() const;

  const std::vector<ProviderEntry>& providers_;
  const config::AssistantConfig& options_;
  std::string default_name_;
  Clock& clock_;
  Logger& log_;
  mutable std::mutex mutex_;
  Catalog catalog_;
  MonotonicTime fresh_until_;
};

}  // namespace yak::models
