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

/// The catalog, with what providers say they serve where the configuration names no models of
/// theirs. Thread-safe.
class ModelLists {
 public:
  /// For so long a list that was asked for is used again; a failed one is asked for again sooner.
  static constexpr std::chrono::minutes kFresh{10};
  static constexpr std::chrono::seconds kFreshAfterFailure{30};
  /// A provider that takes longer to list its models counts as failed.
  static constexpr std::chrono::seconds kPatience{10};

  using Catalog = std::shared_ptr<const ModelCatalog>;

  /// References must outlive it.
  ModelLists(const std::vector<ProviderEntry>& providers, const AssistantOptions& options,
             Clock& clock, Logger& log);

  /// As it is known now, without asking anybody.
  [[nodiscard]] Catalog known() const;
  /// Asks the providers whose lists are missing or old.
  task<Catalog> current();
  /// What every provider says it serves, as full names.
  task<std::vector<std::string>> served();

 private:
  task<ModelListing> ask(const ProviderEntry& entry);
  void warn_of_useless_aliases() const;

  const std::vector<ProviderEntry>& providers_;
  const AssistantOptions& options_;
  std::string default_name_;
  Clock& clock_;
  Logger& log_;
  mutable std::mutex mutex_;
  Catalog catalog_;
  MonotonicTime fresh_until_;
};

}  // namespace yak::models
