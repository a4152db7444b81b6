// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "yak/lru_map.hpp"
#include "yak/store/history.hpp"

namespace yak::history {

/// A conversation's newest lines, oldest first; null when they are not cached.
using Lines = std::shared_ptr<const std::vector<HistoryLine>>;

class ConversationMemory;

/// One turn's use of a conversation's cache entry, or one clearing of it. Lasts as long as this
/// object, which keeps the memory alive.
class ConversationAccess {
 public:
  ConversationAccess(std::shared_ptr<ConversationMemory> memory, ConversationKey key, bool clears);
  ~ConversationAccess();
  ConversationAccess(const ConversationAccess&) = delete;
  ConversationAccess& operator=(const ConversationAccess&) = delete;

  /// The cached lines when the visit began: empty if a clearing was under way, null if the store
  /// must be read.
  [[nodiscard]] Lines lines() const { return lines_; }
  /// False once the conversation was cleared after this visit began: the turn's lines must then not
  /// be stored.
  [[nodiscard]] bool is_current() const;
  /// Caches `lines`, which must be durable in the store, for the next visit. Does nothing when the
  /// conversation was cleared since, or when this visit began during a clearing, whose outcome in
  /// the store is not yet known.
  void keep(Lines lines) const;
  /// Drops the cached lines; the next visit reads the store.
  void forget() const;

 private:
  friend class ConversationMemory;

  std::shared_ptr<ConversationMemory> memory_;
  ConversationKey key_;
  bool clears_;
  bool began_in_clearing_ = false;
  std::uint64_t epoch_ = 0;
  Lines lines_;
};

/// A cache of the store's history of recently active conversations. It holds durable lines only:
/// while a turn's lines are being committed, its conversation is not cached, so a failed commit
/// leaves no wrong entry.
///
/// Bounded by conversations and bytes; beyond either bound the least recently used conversation is
/// evicted, and read from the store at its next message. Thread-safe.
class ConversationMemory : public std::enable_shared_from_this<ConversationMemory> {
 public:
  ConversationMemory(std::size_t max_conversations, std::size_t max_bytes)
      : max_conversations_(max_conversations), max_bytes_(max_bytes) {}

  /// A turn begins.
  std::shared_ptr<ConversationAccess> enter(ConversationKey key);
  /// `/new`: drops the cached lines and ends the currency of every visit under way.
  std::shared_ptr<ConversationAccess> clear(ConversationKey key);

  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::size_t bytes() const;

 private:
  friend class ConversationAccess;

  /// A conversation with visits under way; bounded by the turns in flight.
  struct Active {
    int visits = 0;
    int clearings = 0;
    std::uint64_t epoch = 0;
  };

  void begin(ConversationAccess& visit);
  void end(const ConversationAccess& visit);
  [[nodiscard]] bool is_current(const ConversationAccess& visit) const;
  void keep(const ConversationAccess& visit, Lines lines);
  void forget(const ConversationKey& key);
  void forget_locked(const ConversationKey& key);

  mutable std::mutex mutex_;
  std::size_t max_conversations_;
  std::size_t max_bytes_;
  std::size_t bytes_ = 0;
  std::uint64_t last_epoch_ = 0;
  LruMap<ConversationKey, Lines> known_;
  std::unordered_map<ConversationKey, Active> active_;
};

}  // namespace yak::history
