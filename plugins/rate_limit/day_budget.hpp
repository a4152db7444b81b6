#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "yak/lru_map.hpp"
#include "yak/store.hpp"

namespace yak::rate_limit {

/// What one user may use in a day (UTC); those not set do not limit.
struct DayLimits {
  std::optional<std::int64_t> tokens;
  std::optional<std::int64_t> nano_usd;

  [[nodiscard]] bool any() const noexcept { return tokens || nano_usd; }
};

struct Spent {
  std::int64_t tokens = 0;
  std::int64_t nano_usd = 0;
};

/// What a user's rows of one day add up to. Pure.
Spent spent_in(const std::vector<UsageRow>& rows);

enum class Budget : std::uint8_t { tokens, cost };

/// The limit that `spent` has reached, if any. Pure. The message that crosses a limit is still
/// answered: what an answer costs is known only afterwards.
std::optional<Budget> reached(const DayLimits& limits, const Spent& spent);

/// From `now` to the end of its day (UTC).
std::chrono::milliseconds rest_of_day(WallTime now);

/// What users have spent today, so that the store is asked once a user and day. Thread-safe.
///
/// Remembers `max_users`; whoever is forgotten beyond that is asked for again, so nothing is lost.
class DayLedger {
 public:
  explicit DayLedger(std::size_t max_users) : max_users_(max_users) {}

  /// Nothing when the store has to be asked.
  [[nodiscard]] std::optional<Spent> find(const std::string& user, Day day);
  /// What the store said. Ignored when the day is known already: what is there counts what the
  /// store may not have yet.
  void load(const std::string& user, Day day, const Spent& spent);
  /// Adds an answer's cost; ignored when the day is not known, for then the store is asked later.
  void add(const std::string& user, Day day, const Spent& more);

  /// The store has more than is known here: it is asked again.
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
