// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "yak/api.hpp"
#include "yak/clock.hpp"
#include "yak/store/batch.hpp"
#include "yak/store/key_value.hpp"

namespace yak {

/// The keys of all spaces, for a store that keeps them in memory: the rules of KeyValue. Keys of
/// kUserSpaces are those of the people's ids; the caller resolves aliases. Not thread-safe.
class YAK_API KeyTable {
 public:
  /// The bytes that a key has beside itself and its value.
  static constexpr std::size_t kBytesOfKey = 128;

  /// Holds at most `most` keys in each space, and `most_bytes` of keys and values in all, expired
  /// ones included.
  explicit KeyTable(std::size_t most, std::size_t most_bytes)
      : most_(most), most_bytes_(most_bytes) {}

  [[nodiscard]] std::optional<std::string> get(const std::string& space, const std::string& key,
                                               WallTime now) const;
  /// As KeyValue::scan.
  [[nodiscard]] std::vector<KeyValueEntry> scan(const std::string& space, const std::string& prefix,
                                                const std::string& after, int limit,
                                                WallTime now) const;
  /// As KeyValue::transact, and `unavailable` above the bound of all spaces. Expired keys are
  /// removed when there would be too many.
  result<void> transact(const std::string& space, const KeyValueTransaction& transaction,
                        WallTime now);
  /// Whether the puts of a batch fit beside what is there. Removes expired keys if they would not.
  [[nodiscard]] bool make_room(const std::vector<Batch::Put>& puts, WallTime now);
  /// Writes a key that does not expire, or erases it.
  void put(const std::string& space, const std::string& key,
           const std::optional<std::string>& value);
  /// Renames a key, unless there is one with the new name: then the old one is erased.
  void rename(const std::string& space, const std::string& from, const std::string& to);

  using Entry = std::function<void(const std::string& space, const std::string& key,
                                   const std::string& value)>;
  void for_each(const Entry& entry) const;
  using Choice = std::function<bool(const std::string& space, const std::string& key)>;
  /// Erases the chosen keys; returns how many there were.
  std::int64_t erase_if(const Choice& choice);

 private:
  struct Value {
    std::string value;
    std::optional<WallTime> expires_at;
  };
  using Space = std::map<std::string, Value>;

  [[nodiscard]] const Value* find(const std::string& space, const std::string& key,
                                  WallTime now) const;
  [[nodiscard]] result<void> check(const std::string& space, const KeyValueTransaction& transaction,
                                   WallTime now) const;
  /// Whether the space has room for these keys. Removes expired keys if it has not.
  bool make_room(const std::string& space, const std::set<std::string>& keys, WallTime now);
  void set(const std::string& space, const std::string& key, Value value);
  void erase(const std::string& space, const std::string& key);
  /// Whether `added` bytes more fit. Removes expired keys if they do not.
  bool make_room(std::size_t added, WallTime now);
  /// The bytes that writing this entry adds to those that are there.
  [[nodiscard]] std::size_t bytes_added_by(const std::string& space, const std::string& key,
                                           const std::string& value) const;
  /// Removes the chosen keys of a space; returns how many there were.
  std::size_t erase_if(Space& keys, const std::function<bool(const Space::value_type&)>& choice);
  static std::size_t bytes_of(const Space::value_type& entry);

  std::size_t most_;
  std::size_t most_bytes_;
  std::size_t bytes_ = 0;
  std::map<std::string, Space> spaces_;
};

}  // namespace yak
