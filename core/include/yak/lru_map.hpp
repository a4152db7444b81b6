#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <unordered_map>
#include <utility>

namespace yak {

/// A map that knows which entry has gone unused for longest, for caches and limits with a bound:
/// the owner decides what the bound is (entries, bytes) and calls `pop_oldest` until it is kept.
///
/// Values stay in place until they are erased. Not thread-safe. Every operation is O(1).
template <class Key, class Value>
class LruMap {
 public:
  using Entry = std::pair<Key, Value>;

  /// The value of `key`, which counts as used now; null when there is none.
  [[nodiscard]] Value* find(const Key& key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->second;
  }

  /// Puts `value` in, in place of one that is there; it counts as used now.
  Value& put(Key key, Value value) {
    if (Value* present = find(key)) return *present = std::move(value);
    entries_.emplace_front(std::move(key), std::move(value));
    places_.emplace(entries_.front().first, entries_.begin());
    return entries_.front().second;
  }

  bool erase(const Key& key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return false;
    entries_.erase(found->second);
    places_.erase(found);
    return true;
  }

  /// Takes out what has gone unused for longest.
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
