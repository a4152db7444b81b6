// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "yak/api.hpp"
#include "yak/message/message.hpp"
#include "yak/store/message_state.hpp"
#include "yak/store/person_records.hpp"

namespace yak {

/// Maps aliases to ids in memory, for stores that keep all aliases there. Implements the rules of
/// Journal::accept except for moving the stored data. Not thread-safe.
class YAK_API AliasTable {
 public:
  /// Holds at most `max_aliases`. When it is full, new aliases are not learned; the people who have
  /// them are known only by the ids in their messages.
  explicit AliasTable(std::size_t max_aliases) : max_aliases_(max_aliases) {}

  /// The id that `address` is an alias of, or `address` itself.
  [[nodiscard]] std::string owner(const std::string& channel, const std::string& address) const;
  /// As `owner`, for a user such as `whatsapp:+15551234567`.
  [[nodiscard]] std::string owner_of_user(const std::string& user) const;
  [[nodiscard]] std::vector<std::string> aliases(const std::string& channel,
                                                 const std::string& id) const;
  /// Learns the message's aliases and sets the sender and the merged aliases in `accepted`. The
  /// caller moves the data that is stored under `accepted.merged`.
  void learn(const Message& message, AcceptResult& accepted);
  /// The person whose id or alias is `address`.
  [[nodiscard]] Person person(const std::string& channel, const std::string& address) const;
  /// Removes the person's aliases, and the person's addresses from other people's aliases. Returns
  /// how many were removed.
  std::int64_t forget(const Person& who);
  /// Sets the current sender id and aliases in a message that was accepted earlier.
  void identify(Message& message) const;

 private:
  using Key = std::pair<std::string, std::string>;  ///< channel, and address or id

  void bind(const std::string& channel, const std::string& alias, const std::string& id);
  void release(const std::string& channel, const std::string& alias);

  std::size_t max_aliases_;
  std::map<Key, std::string> owners_;
  std::map<Key, std::vector<std::string>> aliases_;
};

/// The aliases in a message that are used: without duplicates and without the sender, at most
/// kMaxAliases.
YAK_API std::vector<std::string> aliases_named_by(const Message& message);

}  // namespace yak
