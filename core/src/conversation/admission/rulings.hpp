// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "yak/context/admission.hpp"

namespace yak::conversation {

/// Returns `allow` or `deny`, the stored form of a ruling.
std::string to_text(Ruling ruling);
std::optional<Ruling> ruling_from(std::string_view text);

/// The administrators' rulings on people, and the owner of each alias. Keys are UserAddress::key.
/// Bounded. Not thread-safe.
class Rulings {
 public:
  static constexpr std::size_t kMax = 10'000;
  static constexpr std::size_t kMaxAliases = 10'000;

  [[nodiscard]] std::optional<Ruling> of(const std::string& key) const;
  /// Returns whether there is room for a ruling on `key`.
  [[nodiscard]] bool has_room(const std::string& key) const {
    return rulings_.size() < kMax || rulings_.contains(key);
  }
  /// Sets a ruling. Does nothing if there is no room.
  void set(const std::string& key, Ruling ruling);

  /// Returns the person to whom an alias belongs; empty if it has no owner.
  [[nodiscard]] const std::string& owner_of(const std::string& alias) const;
  [[nodiscard]] const std::vector<std::string>& aliases_of(const std::string& person) const;
  /// Makes `person` the owner of an alias. Returns false if it already has an owner or there are
  /// too many aliases.
  bool bind(const std::string& alias, const std::string& person);
  void unbind(const std::string& alias);

 private:
  std::unordered_map<std::string, Ruling> rulings_;
  std::unordered_map<std::string, std::string> owners_;
  std::unordered_map<std::string, std::vector<std::string>> aliases_;
};

}  // namespace yak::conversation
