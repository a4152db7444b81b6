// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "yak/api.hpp"
#include "yak/error.hpp"
#include "yak/message/message.hpp"
#include "yak/store/history.hpp"
#include "yak/store/message_state.hpp"
#include "yak/store/usage.hpp"
#include "yak/task.hpp"

namespace yak {

/// One person in one channel instance.
struct Person {
  Person() = default;
  Person(std::string channel, std::vector<std::string> addresses)
      : channel(std::move(channel)), addresses(std::move(addresses)) {}

  /// The person's users, one an address, as limits, usage and settings name them:
  /// `whatsapp:+15551234567`.
  [[nodiscard]] YAK_API std::vector<std::string> users() const;

  struct Entry {
    Entry(std::string space, std::string key) : space(std::move(space)), key(std::move(key)) {}
    std::string space;
    std::string key;
  };

  std::string channel;
  std::vector<std::string> addresses;  ///< the id and every alias
  /// Entries of the key-value part about the person whose key is none of `users()`.
  std::vector<Entry> entries;
};

/// How many rows of each kind a person has.
struct PersonCounts {
  std::int64_t messages = 0;
  std::int64_t deliveries = 0;
  std::int64_t lines = 0;  ///< of history
  std::int64_t keys = 0;
  std::int64_t usage = 0;    ///< rows of usage: one a day and model
  std::int64_t aliases = 0;  ///< of the person, in this channel

  [[nodiscard]] bool empty() const noexcept {
    return messages == 0 && deliveries == 0 && lines == 0 && keys == 0 && usage == 0 &&
           aliases == 0;
  }
};

/// Some of the rows that a store has about one person.
struct PersonPage {
  struct Received {
    Message message;
    MessageState state = MessageState::received;
  };
  struct Line {
    std::string peer;
    HistoryLine line;
  };
  struct Key {
    std::string space;
    std::string key;
    std::string value;
  };

  std::optional<PersonCounts> counts;  ///< of all rows; on the first page
  std::vector<std::string> aliases;    ///< all of them; on the first page
  std::vector<Received> messages;
  std::vector<Delivery> deliveries;
  std::vector<Line> history;
  std::vector<Key> keys;
  std::vector<UsageRow> usage;
  std::string next;  ///< for the next page's `after`; empty: this is the last
};

/// What `PersonRecords::erase` does not erase.
struct EraseExcept {
  MessageId message = 0;            ///< the request to erase, with its deliveries
  std::vector<std::string> spaces;  ///< of keys: decisions about the person that others made
};

/// How long a store keeps finished messages.
struct Keeping {
  bool outlives_restart = true;
  std::optional<std::chrono::milliseconds> longest;  ///< of messages, deliveries and history
};

/// Everything that a store has of one person: messages that the person wrote or that came from the
/// person's conversation, what was sent there, its history, keys, usage and aliases. For the core
/// alone. The steps of turns that have not ended (JournalStep) are erased, and are on no page.
///
/// Thread-safe. The store owns it. Failures: `unavailable` (disk full, I/O), `internal`.
class YAK_API PersonRecords {
 public:
  static constexpr int kMaxRows = 1'000;  ///< of a page
  /// The user under which the usage of erased people is counted.
  static constexpr const char* kErasedUser = "erased";

  virtual ~PersonRecords();

  /// The person whose id or alias is `address`: the id comes first, then the aliases in the
  /// channel's order. An unknown address is a person with that address alone. The default knows no
  /// aliases.
  virtual task<result<Person>> find_person(std::string channel, std::string address);
  /// A page of at most `limit` rows (1 … kMaxRows), in the store's order. `after` is empty or an
  /// earlier page's `next`, else `invalid`. `unsupported` by default.
  virtual task<result<PersonPage>> page(Person who, std::string after, int limit);
  /// Erases all of it in one transaction. A message is ended; its id, external id and times stay,
  /// so that a repeat of it is still a duplicate. Usage stays in the sums of all users, under the
  /// user kErasedUser. The caller clears what the core holds in memory. An erased delivery is
  /// `not_found` from then on; the commit of an erased message is a `conflict`. `unsupported` by
  /// default.
  virtual task<result<PersonCounts>> erase(Person who, EraseExcept except);
  [[nodiscard]] virtual Keeping keeping() const;
};

}  // namespace yak
