// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <unordered_set>
#include <vector>

#include "yak/api.hpp"
#include "yak/middleware.hpp"

namespace yak {

/// A set of users named in a configuration, such as `whatsapp:+1 555 123-4567`. Immutable;
/// thread-safe.
///
/// Declare the configuration field with `Field::names_users`. The core then checks every entry, and
/// the settings that the instance gets have it in the form of `UserAddress::key`, so that lookups
/// find a user however the address is written.
class YAK_API UserSet {
 public:
  /// `users`: the value of such a field. Empty entries, which come from unset variables, are
  /// ignored.
  explicit UserSet(const std::vector<std::string>& users);

  /// Whether any of the turn's `Turn::identities` is in the set.
  [[nodiscard]] bool contains(const Turn& turn) const;
  [[nodiscard]] std::size_t size() const noexcept { return keys_.size(); }

 private:
  std::unordered_set<std::string> keys_;
};

}  // namespace yak
