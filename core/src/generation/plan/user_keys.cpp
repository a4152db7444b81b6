// SPDX-License-Identifier: Apache-2.0
#include "generation/plan/user_keys.hpp"

#include "generation/plan/setting_walk.hpp"

namespace yak::generation {

Settings with_user_keys(const Schema& schema, const Settings& settings,
                        const std::vector<ChannelInfo>& channels) {
  return with_texts_changed(schema, settings, TextRole::user, [&](const std::string& written) {
    const auto read = read_user(written, channels);
    return read && !read->address.empty() ? read->key() : std::string();
  });
}

}  // namespace yak::generation
