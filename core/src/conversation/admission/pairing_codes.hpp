// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "yak/message/message.hpp"

namespace yak::conversation {

/// A refused sender who can be admitted by a code.
struct WaitingSender {
  std::string code;  ///< `K7Q2`
  std::string channel;
  std::string key;                   ///< UserAddress::key of the sender
  std::vector<std::string> aliases;  ///< keys of the sender's other addresses
  std::string address;               ///< as the channel gave it
  std::string name;                  ///< as the channel shows it; may be empty
  WallTime since{};
};

/// The codes of refused senders. A code is valid for kLifetime and is not given to another sender
/// before that, because an administrator may be about to approve it. If there is no room, a new
/// sender gets no code. Not thread-safe.
class PairingCodes {
 public:
  static constexpr std::size_t kMax = 1'000;
  static constexpr std::size_t kMaxOfChannel = 200;
  static constexpr std::chrono::hours kLifetime{72};

  /// Returns the sender's entry; null if there is none. Valid until the next change.
  [[nodiscard]] const WaitingSender* of(const std::string& key) const;
  /// Finds an entry by code, case-insensitive; null if there is none.
  [[nodiscard]] const WaitingSender* find(std::string_view code) const;
  /// Assigns a code to the sender, chosen by `random`; returns null if there is no room.
  const WaitingSender* add(WaitingSender sender, std::uint64_t random);
  /// Adds a stored entry. Returns false if it is invalid or there is no room.
  bool restore(WaitingSender sender);
  void erase(const std::string& code);
  /// Removes the expired entries and returns their codes.
  std::vector<std::string> expire(WallTime now);
  /// Returns all entries, oldest first.
  [[nodiscard]] std::vector<WaitingSender> all() const;
  [[nodiscard]] std::size_t size() const noexcept { return by_code_.size(); }

  /// Returns `text` as a code in capitals (`k7q2` gives `K7Q2`); nullopt if it has another form.
  [[nodiscard]] static std::optional<std::string> code_in(std::string_view text);

 private:
  [[nodiscard]] bool has_room(const std::string& channel) const;

  std::map<std::string, WaitingSender, std::less<>> by_code_;
  std::unordered_map<std::string, std::string> codes_;  ///< by the sender's key
  std::map<std::string, std::size_t> of_channel_;
};

}  // namespace yak::conversation
