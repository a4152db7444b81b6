// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "yak/api.hpp"
#include "yak/clock.hpp"
#include "yak/error.hpp"
#include "yak/store/batch.hpp"
#include "yak/task.hpp"

namespace yak {

/// Spaces whose keys are users (`Message::user()`). Their entries follow a person from an alias to
/// the id. Entries of other spaces (permissions above all) do not.
inline constexpr std::array<std::string_view, 1> kUserSpaces{"model_choice"};
constexpr bool is_user_space(std::string_view space) noexcept {
  return std::ranges::find(kUserSpaces, space) != kUserSpaces.end();
}

/// A key and its value.
struct KeyValueEntry {
  KeyValueEntry() = default;
  KeyValueEntry(std::string key, std::string value)
      : key(std::move(key)), value(std::move(value)) {}

  std::string key;
  std::string value;
};

/// Checks and writes of one space that happen together: compare and set.
struct KeyValueTransaction {
  /// The transaction applies only while the key has this value. `value` absent: while there is no
  /// such key.
  struct Check {
    std::string key;
    std::optional<std::string> value;
  };
  struct Put {
    std::string key;
    std::optional<std::string> value;  ///< absent: the key is erased
    /// From this wall time on there is no such key. Absent: it stays until it is erased. If the
    /// wall clock is set while the store is open, the key may stay longer.
    std::optional<WallTime> expires_at = {};
  };

  KeyValueTransaction& expect(std::string key, std::optional<std::string> value) {
    checks.push_back({std::move(key), std::move(value)});
    return *this;
  }
  KeyValueTransaction& put(std::string key, std::string value,
                           std::optional<WallTime> expires_at = {}) {
    puts.push_back({std::move(key), std::move(value), expires_at});
    return *this;
  }
  KeyValueTransaction& erase(std::string key) {
    puts.push_back({std::move(key), std::nullopt});
    return *this;
  }

  /// For stores: `invalid` for an empty key, `too_large` beyond a bound of KeyValue. Pure.
  [[nodiscard]] YAK_API result<void> check_bounds() const;
  /// For stores: the failures of a check that does not hold, and of a space that is full.
  [[nodiscard]] YAK_API static error changed(const std::string& key);
  [[nodiscard]] YAK_API static error too_many_keys(const std::string& space, std::size_t most);

  std::vector<Check> checks;  ///< all of them hold before the first write
  std::vector<Put> puts;      ///< applied in this order
};

/// The keys and values of one space. The core gives each instance a space of its own; no other
/// instance sees it. It outlives restarts and reloads, as far as the store does.
///
/// A key about one person has that person's user (`Message::user()`) as its name: the entry is then
/// found when the person's data is exported or erased.
///
/// Thread-safe; calls from one coroutine take effect in their order. What a call has written is on
/// stable storage when its task ends. Failures: `unavailable` (disk full, I/O), `internal`. It must
/// not outlive its store, and must outlive its calls.
class YAK_API KeyValue {
 public:
  static constexpr std::size_t kMaxKeyBytes = 512;
  static constexpr std::size_t kMaxValueBytes = std::size_t{64} << 10U;
  static constexpr std::size_t kMaxKeys = 100'000;  ///< of one space
  static constexpr std::size_t kMaxSteps = 1'000;   ///< checks and writes of one transaction
  static constexpr int kMaxScanned = 1'000;         ///< entries that one scan gives

  /// `space` is the name of the keys' space.
  explicit KeyValue(std::string space) : space_(std::move(space)) {}
  virtual ~KeyValue();

  /// The value of a key, if there is one that has not expired.
  virtual task<result<std::optional<std::string>>> get(std::string key) = 0;
  /// Entries whose keys begin with `prefix` and come after the key `after` (empty: from the first),
  /// in order of the keys' bytes, at most `limit` and kMaxScanned. The last key is the next page's
  /// `after`.
  virtual task<result<std::vector<KeyValueEntry>>> scan(std::string prefix, std::string after,
                                                        int limit) = 0;
  /// Applies all writes if every check holds; else none of them, and `conflict` names the first
  /// check that does not hold. `invalid` for an empty key. `too_large` for a key, a value, a
  /// transaction or a space that would be above its bound.
  virtual task<result<void>> transact(KeyValueTransaction transaction) = 0;

  /// Adds a key that does not expire to the writes of a turn (`Turn::writes`). It is written with
  /// the turn's commit. `invalid` for an empty key, `too_large` for a key or a value above its
  /// bound; nothing is added then. The commit does not check how many keys the space has.
  [[nodiscard]] result<void> put_with(Batch& writes, std::string key, std::string value) const;
  /// As put_with: the commit erases the key.
  void erase_with(Batch& writes, std::string key) const;

 protected:
  [[nodiscard]] const std::string& space() const noexcept { return space_; }

 private:
  const std::string space_;
};

}  // namespace yak
