// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "yak/message/address.hpp"

namespace yak::conversation {

/// The senders that one configuration admits: every channel's `allow_from`, compared by the
/// channel's own address rule. Immutable; thread-safe.
class AllowList {
 public:
  AllowList() = default;
  /// `named`: people named in other settings (such as administrators), as UserAddress::key.
  AllowList(const std::vector<ChannelInfo>& channels, const std::vector<std::string>& named);

  /// Returns a key such as `whatsapp:15551234567`; empty if the channel does not exist or the
  /// address is not valid on it.
  [[nodiscard]] std::string key_of(const std::string& channel, std::string_view address) const;
  /// True if all senders are admitted: `allow_from` has `*`, or the channel admits people itself.
  [[nodiscard]] bool is_open(const std::string& channel) const;
  /// Returns whether `allow_from` has this person or group. `key` is a result of key_of.
  [[nodiscard]] bool admits(const std::string& key) const { return admitted_.contains(key); }
  /// Returns whether any setting names this person.
  [[nodiscard]] bool names(const std::string& key) const {
    return admitted_.contains(key) || named_.contains(key);
  }

 private:
  struct ChannelRule {
    AddressRule read = nullptr;
    bool open = false;
  };

  std::map<std::string, ChannelRule, std::less<>> channels_;
  std::unordered_set<std::string> admitted_;
  std::unordered_set<std::string> named_;
};

}  // namespace yak::conversation
