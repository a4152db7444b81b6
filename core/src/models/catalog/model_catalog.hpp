#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "models/catalog/model_name.hpp"
#include "yak/error.hpp"
#include "yak/models.hpp"

namespace yak::models {

/// The models of one provider instance.
struct ModelListing {
  std::string provider;
  std::vector<std::string> models;
  /// False: what it serves could not be asked; every name may be right.
  bool known = true;
};

/// Which models users may choose, under which names. Immutable, pure.
class ModelCatalog {
 public:
  /// Models of one provider above this are left out.
  static constexpr std::size_t kMaxModels = 1'000;

  /// `listings` in the order of the configuration. `aliases` go from a word to a full name.
  /// `default_name` (may be empty) is allowed in any case, and comes first where no listing has it.
  ModelCatalog(std::vector<ModelListing> listings,
               const std::map<std::string, std::string>& aliases, std::string default_name);

  [[nodiscard]] const std::vector<ModelEntry>& entries() const noexcept { return entries_; }
  [[nodiscard]] const std::string& default_name() const noexcept { return default_name_; }

  /// The full name of what a person means by `wanted`: a full name, an alias, a model's name alone
  /// where one provider has it, or a number of `entries()` from 1. Case does not count.
  /// `not_found` and `invalid` (several fit) say it in words for that person.
  [[nodiscard]] result<std::string> resolve(std::string_view wanted) const;
  /// Whether a full name, as `resolve` gave it once, may still be used.
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

/// The first of `wanted` (full names) whose provider is in `providers`; empty if none is.
[[nodiscard]] std::string first_served(const std::vector<std::string>& wanted,
                                       const std::vector<std::string>& providers);

}  // namespace yak::models
