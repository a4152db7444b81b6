// SPDX-License-Identifier: Apache-2.0
#include "conversation/admission/allow_list.hpp"

namespace yak::conversation {

AllowList::AllowList(const std::vector<ChannelInfo>& channels,
                     const std::vector<std::string>& named)
    : named_(named.begin(), named.end()) {
  for (const ChannelInfo& channel : channels) {
    ChannelRule& place = channels_[channel.name];
    place.read = channel.people.read;
    place.open = channel.people.admits_itself;
    for (const std::string& entry : channel.allow_from) {
      if (entry == "*") {
        place.open = true;
        continue;
      }
      std::string key = key_of(channel.name, entry);
      // An empty entry (an unset variable) must not admit senders without an address.
      if (!key.empty()) admitted_.insert(std::move(key));
    }
  }
}

std::string AllowList::key_of(const std::string& channel, std::string_view address) const {
  const auto found = channels_.find(channel);
  if (found == channels_.end()) return {};
  const auto read = read_address(found->second.read, address);
  return read && !read->empty() ? channel + ":" + *read : std::string();
}

bool AllowList::is_open(const std::string& channel) const {
  const auto found = channels_.find(channel);
  return found != channels_.end() && found->second.open;
}

}  // namespace yak::conversation
