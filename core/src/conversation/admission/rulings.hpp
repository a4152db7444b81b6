#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "yak/admission.hpp"

namespace yak::conversation {

/// `allow`, `deny`: as rulings are stored.
std::string to_text(Ruling ruling);
std::optional<Ruling> ruling_from(std::string_view text);

/// What administrators said of people, and which alias belongs to whom. Keys are
/// UserAddress::key. Bounded. Not thread-safe.
class Rulings {
 public:
  static constexpr std::size_t kMost = 10'000;
  static constexpr std::size_t kMostAliases = 10'000;

  [[nodiscard]] std::optional<Ruling> of(const std::string& key) const;
  /// Whether there is room for a ruling on `key`.
  [[nodiscard]] bool has_room(const std::string& key) const {
    return rulings_.size() < kMost || rulings_.contains(key);
  }
  /// Beyond the bound nothing changes.
  void set(const std::string& key, Ruling ruling);

  /// The person whom an alias belongs to; empty: nobody's yet.
  [[nodiscard]] const std::string& owner_of(const std::string& alias) const;
  [[nodiscard]] const std::vector<std::string>& aliases_of(const std::string& person) const;
  /// The alias belongs to `person` from now on, unless it is somebody's already. False when it is,
  /// or when there are too many.
  bool bind(const std::string& alias, const std::string& person);
  void unbind(const std::string& alias);

 private:
  std::unordered_map<std::string, Ruling> rulings_;
  std::unordered_map<std::string, std::string> owners_;
  std::unordered_map<std::string, std::vector<std::string>> aliases_;
};

}  // namespace yak::conversation
