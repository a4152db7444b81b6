#include "access/access_list.hpp"

#include <mutex>

#include "yak/address.hpp"

namespace yak::access {

std::string to_text(Ruling ruling) { return ruling == Ruling::allow ? "allow" : "deny"; }

std::optional<Ruling> ruling_from(std::string_view text) {
  if (text == "allow") return Ruling::allow;
  if (text == "deny") return Ruling::deny;
  return std::nullopt;
}

AccessList::AccessList(const std::vector<ChannelInfo>& channels) {
  for (const ChannelInfo& channel : channels) {
    Configured& configured = configured_[channel.name];
    for (const std::string& entry : channel.allow_from) {
      std::string key = address_key(entry);
      // What a variable that is not set leaves must not admit a sender without an address.
      if (key.empty()) continue;
      if (key == "*") configured.open = true;
      configured.addresses.insert(std::move(key));
    }
  }
}

bool AccessList::allows(const std::string& channel, const std::string& sender) const {
  const std::string address = address_key(sender);
  if (!address.empty()) {
    const std::shared_lock lock(mutex_);
    const auto ruling = rulings_.find(channel + ":" + address);
    if (ruling != rulings_.end()) return ruling->second == Ruling::allow;
  }
  const auto configured = configured_.find(channel);
  if (configured == configured_.end()) return false;
  return configured->second.open ||
         (address != "*" && configured->second.addresses.contains(address));
}

bool AccessList::full(const std::string& user_key) const {
  const std::shared_lock lock(mutex_);
  return rulings_.size() >= kMaxRulings && !rulings_.contains(user_key);
}

void AccessList::rule(const std::string& user_key, Ruling ruling) {
  const std::unique_lock lock(mutex_);
  if (rulings_.size() >= kMaxRulings && !rulings_.contains(user_key)) return;
  rulings_[user_key] = ruling;
}

}  // namespace yak::access
