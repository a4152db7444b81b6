// SPDX-License-Identifier: Apache-2.0
#include "yak/user_set.hpp"

#include <algorithm>

namespace yak {

UserSet::UserSet(const std::vector<std::string>& users, const std::vector<ChannelInfo>& channels) {
  for (const std::string& user : users) {
    const auto read = read_user(user, channels);
    if (read && !read->address.empty()) keys_.insert(read->key());
  }
}

bool UserSet::contains(const Turn& turn) const {
  return !keys_.empty() && std::ranges::any_of(turn.identities, [this](const std::string& key) {
    return keys_.contains(key);
  });
}

}  // namespace yak
