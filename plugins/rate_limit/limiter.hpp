// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "rate_limit/gcra.hpp"
#include "yak/lru_map.hpp"

namespace yak::rate_limit {

/// Rates in messages; an unset one does not limit.
struct Limits {
  std::optional<Rate> per_user;
  std::optional<Rate> per_channel;
  std::optional<Rate> global;
};

/// Whose limit refused a message.
enum class Scope : std::uint8_t { user, channel, global };

struct LimitDecision {
  bool admitted = true;
  Scope scope = Scope::user;
  Instant wait{0};    ///< until the user may come back, when refused
  bool tell = false;  ///< the first refusal before that time: reply to the user
};

/// Decides whether a message is admitted. Thread-safe; does no I/O.
///
/// A message is admitted when all limits admit it, and counts against the limits only then. A user
/// who exceeds the per-user limit gets one reply and is refused until the whole allowance is back,
/// so that the time in the reply is true. When a shared limit refuses, the reply names a pause, but
/// the user is admitted as soon as the limit allows.
///
/// Holds at most `max_users` users, in memory only, and evicts the least recently seen one, whose
/// limit starts afresh; `take_forgotten` counts those that were still limited.
class Limiter {
 public:
  Limiter(const Limits& limits, std::size_t max_users);

  /// `now` must not run backwards.
  LimitDecision take(const std::string& user, const std::string& channel, Instant now);
  /// For a user who is refused until `until` for another reason: whether to reply. True once.
  bool tell(const std::string& user, Instant now, Instant until);
  /// Moves the state of `alias`, now known to be the same person, to `user`, unless `user` already
  /// has state.
  void adopt(const std::string& user, const std::string& alias);
  /// How many users were evicted while still limited since the last call.
  std::uint64_t take_forgotten() noexcept { return forgotten_.exchange(0); }

 private:
  struct User {
    Instant arrival{0};  ///< theoretical arrival time of GCRA
    bool held = false;   ///< over the per-user limit, until `arrival`
    Instant told{0};     ///< the time to come back that the last reply named
  };
  struct Shard {
    std::mutex mutex;
    LruMap<std::string, User> users;
  };
  static constexpr std::size_t kShards = 16;

  Shard& shard_of(const std::string& user);
  User& user_in(Shard& shard, const std::string& user, Instant now);
  std::optional<LimitDecision> check_user(User& user, Instant now) const;
  std::optional<LimitDecision> take_shared(const std::string& channel, Instant now);

  std::optional<Gcra> per_user_;
  std::optional<Gcra> per_channel_;
  std::optional<Gcra> global_;
  std::size_t users_per_shard_;
  std::array<Shard, kShards> shards_;
  std::mutex shared_mutex_;                            // locked after a shard's mutex
  std::unordered_map<std::string, Instant> channels_;  // bounded by the channel instances
  Instant global_arrival_{0};
  std::atomic<std::uint64_t> forgotten_{0};
};

}  // namespace yak::rate_limit
