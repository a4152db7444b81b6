// SPDX-License-Identifier: Apache-2.0
#include "yak/user_set.hpp"

#include <algorithm>

namespace yak {

UserSet::UserSet(const std::vector<std::string>& users) : keys_(users.begin(), users.end()) {
  keys_.erase("");
}

bool UserSet::contains(const Turn& turn) const {
  return !keys_.empty() && std::ranges::any_of(turn.identities, [this](const std::string& key) {
    return keys_.contains(key);
  });
}

}  // namespace yak
