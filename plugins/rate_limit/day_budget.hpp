// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "yak/lru_map.hpp"
#include "yak/store/usage.hpp"

namespace yak::rate_limit {

/// Limits of one user's day (UTC); an unset one does not limit.
struct DayLimits {
  std::optional<std::int64_t> tokens;
  std::optional<std::int64_t> nano_usd;

  [[nodiscard]] bool any() const noexcept { return tokens || nano_usd; }
};

struct Spent {
  std::int64_t tokens = 0;
  std::int64_t nano_usd = 0;
};

/// The sum of a user's rows of one day. Pure.
Spent spent_in(const std::vector<UsageRow>& rows);

enum class Budget : std::uint8_t { tokens, cost };

/// The limit that `spent` has reached, if any. Pure. A message that crosses the limit is still
/// answered, because the cost of an answer is known only afterwards.
std::optional<Budget> reached(const DayLimits& limits, const Spent& spent);

/// From `now` to the end of its day (UTC).
std::chrono::milliseconds rest_of_day(WallTime now);

/// A cache of what users have spent today, so that the store is read once per user and day. Holds
/// at most `max_users`; an evicted user is read from the store again. Thread-safe.
class DayLedger {
 public:
  explicit DayLedger(std::size_t max_users) : max_users_(max_users) {}

  /// Empty when the store has to be read.
  [[nodiscard]] std::optional<Spent> find(const std::string& user, Day day);
  /// Caches the store's figure. Ignored when the day is already cached: that figure may include
  /// answers that are not committed yet.
  void load(const std::string& user, Day day, const Spent& spent);
  /// Adds an answer's cost; ignored when the day is not cached, since the store will be read.
  void add(const std::string& user, Day day, const Spent& more);

  /// Drops the user's figure, so that the store is read again: it has costs that are missing here.
  void forget(const std::string& user);

 private:
  struct Entry {
    Day day = 0;
    Spent spent;
  };

  std::mutex mutex_;
  std::size_t max_users_;
  LruMap<std::string, Entry> entries_;
};

}  // namespace yak::rate_limit
