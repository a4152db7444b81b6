#pragma once

#include <cstddef>
#include <string>
#include <unordered_set>
#include <vector>

#include "yak/api.hpp"
#include "yak/settings.hpp"

namespace yak {

/// Users named in a configuration, `whatsapp:+1 555 123-4567`, found however they are written (see
/// address.hpp). Entries without an address, as a variable that is not set leaves them
/// (`whatsapp:`), name nobody. Immutable; thread-safe.
class YAK_API UserSet {
 public:
  explicit UserSet(const std::vector<std::string>& users);

  /// `user` is `Message::user()`.
  [[nodiscard]] bool contains(const std::string& user) const;
  [[nodiscard]] std::size_t size() const noexcept { return keys_.size(); }

 private:
  std::unordered_set<std::string> keys_;
};

/// What is wrong with a list of users that stands at `key`, for a plugin's validator. Pure.
YAK_API std::vector<ConfigIssue> check_users(const std::string& key,
                                             const std::vector<std::string>& users);

}  // namespace yak
