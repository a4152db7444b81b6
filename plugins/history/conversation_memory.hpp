#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "yak/lru_map.hpp"
#include "yak/store.hpp"

namespace yak::history {

/// A conversation's newest lines, oldest first; null where they are not known.
using Lines = std::shared_ptr<const std::vector<HistoryLine>>;

class ConversationMemory;

/// One turn's stay in a conversation, or one clearing of it. Ends with this object; it keeps the
/// memory alive until then.
class Visit {
 public:
  Visit(std::shared_ptr<ConversationMemory> memory, ConversationKey key, bool clears);
  ~Visit();
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

  /// What is known of the conversation, empty while somebody clears it; null: ask the store.
  [[nodiscard]] Lines lines() const { return lines_; }
  /// False once the conversation was cleared after this visit began: what is said in it belongs to
  /// the talk that is to be forgotten.
  [[nodiscard]] bool is_current() const;
  /// Makes `lines`, which the store has durably, known to the next visit. Nothing happens when the
  /// conversation was cleared since, or when this visit began while it was being cleared and nobody
  /// knows yet whether that worked.
  void keep(Lines lines) const;
  /// From now on the store is asked.
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

/// What the store holds of the conversations that were active last, so that a turn rarely reads it.
/// Only lines that are durable come in: while a turn's lines are on their way to the store, its
/// conversation is not known here, so a commit that fails leaves nothing wrong behind.
///
/// Bounded by conversations and bytes: beyond either, whichever has been silent for longest goes
/// and is read from the store when it speaks again. Thread-safe.
class ConversationMemory : public std::enable_shared_from_this<ConversationMemory> {
 public:
  ConversationMemory(std::size_t max_conversations, std::size_t max_bytes)
      : max_conversations_(max_conversations), max_bytes_(max_bytes) {}

  /// A turn begins.
  std::shared_ptr<Visit> enter(ConversationKey key);
  /// `/new`: every visit that is under way is no longer current, and what is known is forgotten.
  std::shared_ptr<Visit> clear(ConversationKey key);

  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::size_t bytes() const;

 private:
  friend class Visit;

  /// A conversation with visits under way: as many as there are turns in flight.
  struct Active {
    int visits = 0;
    int clearings = 0;
    std::uint64_t epoch = 0;
  };

  void begin(Visit& visit);
  void end(const Visit& visit);
  [[nodiscard]] bool is_current(const Visit& visit) const;
  void keep(const Visit& visit, Lines lines);
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
