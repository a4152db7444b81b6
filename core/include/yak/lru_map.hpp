// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <unordered_map>
#include <utility>

namespace yak {

/// A map in least-recently-used order, for caches and limits with a bound. The owner chooses the
/// bound (entries or bytes) and calls `pop_oldest` until it is kept.
///
/// References to values stay valid until the value is erased. Not thread-safe. Every operation is
/// O(1).
template <class Key, class Value>
class LruMap {
 public:
  using Entry = std::pair<Key, Value>;

  /// The value of `key`, or null. Marks it as most recently used.
  [[nodiscard]] Value* find(const Key& key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->second;
  }

  /// Inserts `value` or replaces the value of `key`. Marks it as most recently used.
  Value& put(Key key, Value value) {
    if (Value* present = find(key)) return *present = std::move(value);
    entries_.emplace_front(std::move(key), std::move(value));
    places_.emplace(entries_.front().first, entries_.begin());
    return entries_.front().second;
  }

  /// Returns whether `key` was present.
  bool erase(const Key& key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return false;
    entries_.erase(found->second);
    places_.erase(found);
    return true;
  }

  /// Removes and returns the least recently used entry.
  std::optional<Entry> pop_oldest() {
    if (entries_.empty()) return std::nullopt;
    std::optional<Entry> oldest(std::move(entries_.back()));
    places_.erase(oldest->first);
    entries_.pop_back();
    return oldest;
  }

  [[nodiscard]] std::size_t size() const noexcept { return places_.size(); }

 private:
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<Key, typename std::list<Entry>::iterator> places_;
};

}  // namespace yak
