#pragma once

#include <cstddef>
#include <string>
#include <unordered_set>
#include <vector>

#include "yak/address.hpp"
#include "yak/api.hpp"
#include "yak/middleware.hpp"

namespace yak {

/// Users named in a configuration, `whatsapp:+1 555 123-4567`, found however their channel lets
/// them be written. Immutable; thread-safe.
///
/// Declare the field that holds them with `Field::names_users`: the core then checks every entry
/// when the configuration is read. Entries without an address, as a variable that is not set leaves
/// them (`whatsapp:`), are ignored.
class YAK_API UserSet {
 public:
  /// `channels`: as Context::channels() gives them.
  UserSet(const std::vector<std::string>& users, const std::vector<ChannelInfo>& channels);

  /// Whether the turn's user is one of them, under any of `Turn::identities`.
  [[nodiscard]] bool contains(const Turn& turn) const;
  [[nodiscard]] std::size_t size() const noexcept { return keys_.size(); }

 private:
  std::unordered_set<std::string> keys_;
};

}  // namespace yak
