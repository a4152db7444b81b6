// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <unordered_set>
#include <vector>

#include "yak/address.hpp"
#include "yak/api.hpp"
#include "yak/middleware.hpp"

namespace yak {

/// A set of users named in a configuration, such as `whatsapp:+1 555 123-4567`. Lookups find a user
/// however the address is written. Immutable; thread-safe.
///
/// Declare the configuration field with `Field::names_users`; the core then checks every entry.
/// Entries without an address, such as `whatsapp:` from an unset variable, are ignored.
class YAK_API UserSet {
 public:
  /// `channels`: from Context::channels().
  UserSet(const std::vector<std::string>& users, const std::vector<ChannelInfo>& channels);

  /// Whether any of the turn's `Turn::identities` is in the set.
  [[nodiscard]] bool contains(const Turn& turn) const;
  [[nodiscard]] std::size_t size() const noexcept { return keys_.size(); }

 private:
  std::unordered_set<std::string> keys_;
};

}  // namespace yak
