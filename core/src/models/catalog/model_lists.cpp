// SPDX-License-Identifier: Apache-2.0
#include "models/catalog/model_lists.hpp"

#include <algorithm>
#include <utility>

#include "base/async/deadline.hpp"
#include "base/exception_text.hpp"

namespace yak::models {
namespace {

std::vector<std::string> names_of(const std::vector<ProviderEntry>& providers) {
  std::vector<std::string> names;
  names.reserve(providers.size());
  for (const ProviderEntry& entry : providers) names.push_back(entry.name);
  return names;
}

/// Listings from the configuration alone.
std::vector<ModelListing> configured(const std::vector<ProviderEntry>& providers) {
  std::vector<ModelListing> listings;
  for (const ProviderEntry& entry : providers) {
    ModelListing listing;
    listing.provider = entry.name;
    listing.models = entry.models;
    listing.known = !entry.models.empty();
    listings.push_back(std::move(listing));
  }
  return listings;
}

}  // namespace

ModelLists::ModelLists(const std::vector<ProviderEntry>& providers,
                       const config::AssistantConfig& options, Clock& clock, Logger& log)
    : providers_(providers),
      options_(options),
      default_name_(first_served(options.model, names_of(providers))),
      clock_(clock),
      log_(log) {
  std::vector<ModelListing> listings = configured(providers_);
  const bool complete = std::ranges::all_of(listings, &ModelListing::known);
  catalog_ =
      std::make_shared<const ModelCatalog>(std::move(listings), options_.aliases, default_name_);
  fresh_until_ = complete ? MonotonicTime::max() : MonotonicTime::min();
  if (complete) warn_of_useless_aliases();
}

void ModelLists::warn_of_useless_aliases() const {
  for (const auto& [alias, name] : options_.aliases) {
    const auto parsed = ModelName::parse(name);
    const bool is_off = parsed && std::ranges::find(providers_, parsed->provider,
                                                    &ProviderEntry::name) == providers_.end();
    if (is_off || catalog_->allows(name)) continue;
    log_.warn("an alias refers to a model that users may not choose",
              {{"alias", alias}, {"model", name}});
  }
}

ModelLists::Catalog ModelLists::known() const {
  const std::lock_guard lock(mutex_);
  return catalog_;
}

task<ModelLists::Catalog> ModelLists::current() {
  {
    const std::lock_guard lock(mutex_);
    if (clock_.monotonic() < fresh_until_) co_return catalog_;
  }
  std::vector<ModelListing> listings = configured(providers_);
  bool complete = true;
  for (std::size_t i = 0; i < listings.size(); ++i) {
    if (listings[i].known) continue;
    listings[i] = co_await ask(providers_[i]);
    complete = complete && listings[i].known;
  }
  auto catalog =
      std::make_shared<const ModelCatalog>(std::move(listings), options_.aliases, default_name_);
  const std::lock_guard lock(mutex_);
  catalog_ = std::move(catalog);
  fresh_until_ = clock_.monotonic();
  fresh_until_ += complete ? std::chrono::seconds(kFresh) : kFreshAfterFailure;
  co_return catalog_;
}

task<std::vector<std::string>> ModelLists::served() {
  std::vector<std::string> names;
  for (const ProviderEntry& entry : providers_) {
    const ModelListing listing = co_await ask(entry);
    for (const std::string& model : listing.models) names.push_back(entry.name + "/" + model);
  }
  co_return names;
}

task<ModelListing> ModelLists::ask(const ProviderEntry& entry) {
  ModelListing listing;
  listing.provider = entry.name;
  listing.known = false;
  const std::string what = "listing the models";
  std::string reason;
  try {
    task<result<std::vector<Model>>> asked = entry.provider->models();
    const auto models = co_await base::with_deadline(clock_, clock_.monotonic() + kTimeLimit, what,
                                                     std::move(asked));
    if (models) {
      listing.known = true;
      for (const Model& model : *models) listing.models.push_back(model.id);
      co_return listing;
    }
    reason = models.error().message;
  } catch (...) {
    reason = base::exception_text();
  }
  log_.warn("a provider did not list its models", {{"provider", entry.name}, {"reason", reason}});
  co_return listing;
}

}  // namespace yak::models
