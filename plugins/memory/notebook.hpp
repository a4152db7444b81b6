// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "memory/usage_table.hpp"
#include "yak/store.hpp"
#include "yak/store/alias_table.hpp"
#include "yak/store/key_table.hpp"

namespace yak::memory {

/// History, keys and usage. Not thread-safe.
///
/// Bounded: above `lines` or `line_bytes` the oldest line of all conversations is deleted, above
/// `usage` the rows of the oldest day; a batch that would make more than `keys` of a space, or more
/// than `key_bytes` of all, is refused as a whole.
class Notebook {
 public:
  struct Bounds {
    std::size_t lines = 100'000;
    std::size_t line_bytes = std::size_t{64} << 20U;
    std::size_t keys = KeyValue::kMaxKeys;  ///< of each space
    std::size_t key_bytes = std::size_t{64} << 20U;
    std::size_t usage = 100'000;
    std::size_t aliases = 100'000;
  };

  Notebook() : Notebook(Bounds{}) {}
  explicit Notebook(Bounds bounds)
      : bounds_(bounds),
        people_(bounds.aliases),
        keys_(bounds.keys, bounds.key_bytes),
        usage_(bounds.usage) {}

  /// Records who sent a new message, and moves what is stored under an alias, as Journal::accept
  /// does.
  void learn(const Message& message, Journal::AcceptResult& accepted);

  /// The error that `apply` would have. Removes expired keys if the batch needs their room.
  [[nodiscard]] result<void> may_apply(const Batch& batch, WallTime now);
  void apply(const Batch& batch);

  [[nodiscard]] std::vector<HistoryLine> history(const ConversationKey& conversation,
                                                 int limit) const;
  [[nodiscard]] std::optional<std::string> get(const std::string& space, const std::string& key,
                                               WallTime now) const;
  [[nodiscard]] std::vector<KeyValueEntry> scan(const std::string& space, const std::string& prefix,
                                                const std::string& after, int limit,
                                                WallTime now) const;
  /// As `KeyValue::transact`.
  result<void> transact(const std::string& space, KeyValueTransaction transaction, WallTime now);
  [[nodiscard]] std::vector<UsageRow> usage(const std::string& user, Day first, Day last) const;
  [[nodiscard]] std::vector<UsageRow> usage_by_user(Day first, Day last, int limit) const;

  /// The conversation with the person whose alias the peer is.
  [[nodiscard]] ConversationKey owned(const ConversationKey& conversation) const;
  /// The owners of aliases.
  [[nodiscard]] const AliasTable& people() const noexcept { return people_; }
  [[nodiscard]] Person find_person(const std::string& channel, const std::string& address) const {
    return people_.person(channel, address);
  }
  /// Adds one person's history, keys, usage and aliases.
  void show(const Person& who, PersonPage& page) const;
  /// As `PersonRecords::erase`.
  void erase(const Person& who, const EraseExcept& except, PersonCounts& counts);

 private:
  struct Line {
    std::uint64_t number;
    HistoryLine line;
  };

  void move_history(const ConversationKey& from, const ConversationKey& to);
  void move_user(const std::string& from, const std::string& to);
  [[nodiscard]] std::string owned(const std::string& space, const std::string& key) const;
  [[nodiscard]] std::vector<Batch::Put> owned(std::vector<Batch::Put> puts) const;
  void append(const Batch::AppendHistory& append);
  void forget_oldest_line();
  /// Deletes the history of a conversation; returns how many lines it had.
  std::int64_t drop(const ConversationKey& conversation);
  void add_usage(UsageRow row);

  Bounds bounds_{};
  AliasTable people_;
  std::uint64_t last_line_ = 0;
  std::size_t line_bytes_ = 0;
  std::unordered_map<ConversationKey, std::deque<Line>> history_;
  /// Every line that was appended, cleared ones too, in order, until it is deleted.
  std::deque<std::pair<std::uint64_t, ConversationKey>> order_;
  KeyTable keys_;
  UsageTable usage_;
};

}  // namespace yak::memory
