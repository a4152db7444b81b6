// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "models/catalog/model_name.hpp"
#include "yak/context/models.hpp"
#include "yak/error.hpp"

namespace yak::models {

/// The models of one provider instance.
struct ModelListing {
  std::string provider;
  std::vector<std::string> models;
  /// False: the provider's list is unavailable, so every name may be valid.
  bool known = true;
};

/// The models that users may choose, with their names and aliases. Immutable, pure.
class ModelCatalog {
 public:
  /// Further models of one provider are ignored.
  static constexpr std::size_t kMaxModels = 1'000;

  /// `listings` are in the order of the configuration. `aliases` map a word to a full name.
  /// `default_name` (may be empty) is always allowed; if no listing contains it, it comes first.
  ModelCatalog(std::vector<ModelListing> listings,
               const std::map<std::string, std::string>& aliases, std::string default_name);

  [[nodiscard]] const std::vector<ModelEntry>& entries() const noexcept { return entries_; }
  [[nodiscard]] const std::string& default_name() const noexcept { return default_name_; }

  /// Returns the full name for a person's input: a full name, an alias, a model's name without
  /// provider if only one provider has it, or an index into `entries()` from 1. Case-insensitive.
  /// The messages of `not_found` and `invalid` (ambiguous) are written for that person.
  [[nodiscard]] result<std::string> resolve(std::string_view wanted) const;
  /// Returns whether a full name that `resolve` once returned may still be used.
  [[nodiscard]] bool allows(std::string_view name) const;

 private:
  void add(const ModelName& name);
  [[nodiscard]] const std::string* find(const std::string& key) const;
  [[nodiscard]] error unknown(std::string_view wanted) const;

  std::vector<ModelEntry> entries_;
  std::string default_name_;
  std::vector<std::string> unlisted_providers_;
  std::unordered_map<std::string, std::size_t> by_name_;  ///< folded full names and aliases
  std::unordered_map<std::string, std::vector<std::size_t>>
      by_model_;  ///< folded, without provider
};

/// Returns the first of `wanted` (full names) whose provider is in `providers`; empty if there is
/// none.
[[nodiscard]] std::string first_served(const std::vector<std::string>& wanted,
                                       const std::vector<std::string>& providers);

}  // namespace yak::models
