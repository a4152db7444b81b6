#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "yak/address.hpp"

namespace yak::conversation {

/// Whom one configuration admits: every channel's `allow_from`, compared by the channel's own rule.
/// Immutable; thread-safe.
class AllowList {
 public:
  AllowList() = default;
  /// `named`: those whom other settings name (administrators, say), as UserAddress::key.
  AllowList(const std::vector<ChannelInfo>& channels, const std::vector<std::string>& named);

  /// `whatsapp:15551234567`; empty when there is no such channel, or no such address on it.
  [[nodiscard]] std::string key_of(const std::string& channel, std::string_view address) const;
  /// Everybody is admitted here: `allow_from` has `*`, or the channel admits people itself.
  [[nodiscard]] bool is_open(const std::string& channel) const;
  /// Whether `allow_from` has this person or group; `key` as key_of gives it.
  [[nodiscard]] bool admits(const std::string& key) const { return admitted_.contains(key); }
  /// Whether any setting names this person.
  [[nodiscard]] bool names(const std::string& key) const {
    return admitted_.contains(key) || named_.contains(key);
  }

 private:
  struct Place {
    AddressRule read = nullptr;
    bool open = false;
  };

  std::map<std::string, Place, std::less<>> channels_;
  std::unordered_set<std::string> admitted_;
  std::unordered_set<std::string> named_;
};

}  // namespace yak::conversation
