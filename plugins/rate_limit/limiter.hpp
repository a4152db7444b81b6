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

/// Rates in messages; those not set do not limit.
struct Limits {
  std::optional<Rate> per_user;
  std::optional<Rate> per_channel;
  std::optional<Rate> global;
};

/// Whose limit refused a message.
enum class Scope : std::uint8_t { user, channel, global };

struct Verdict {
  bool admitted = true;
  Scope scope = Scope::user;
  Instant wait{0};    ///< until the user may come back, when refused
  bool tell = false;  ///< the first refusal before that time: the user is to be told
};

/// Decides on messages, one at a time in each user. Thread-safe; never waits for I/O.
///
/// A message is admitted when all limits admit it, and only then counts in any of them. A user who
/// runs into the own limit is told once and held until the whole allowance is back, so that what
/// was told stays true. When a shared limit refuses, the user is told to come back after a pause
/// and is admitted as soon as there is room.
///
/// It remembers `max_users` users. Beyond that the one unseen for longest is forgotten and starts
/// anew; when that one was still limited, `take_forgotten` counts it. Nothing outlives a restart.
class Limiter {
 public:
  Limiter(const Limits& limits, std::size_t max_users);

  /// `now` must not run backwards.
  Verdict take(const std::string& user, const std::string& channel, Instant now);
  /// Whether a user who is refused until `until` for another reason is to be told: true once.
  bool tell(const std::string& user, Instant now, Instant until);
  /// `alias` was somebody of their own and is `user` now: what is known of `alias` becomes the
  /// user's, unless something is known of the user.
  void adopt(const std::string& user, const std::string& alias);
  /// How many users were forgotten since the last call.
  std::uint64_t take_forgotten() noexcept { return forgotten_.exchange(0); }

 private:
  struct User {
    Instant arrival{0};  ///< theoretical arrival time of GCRA
    bool held = false;   ///< over the own limit, until `arrival`
    Instant told{0};     ///< told to come back at this time
  };
  struct Shard {
    std::mutex mutex;
    LruMap<std::string, User> users;
  };
  static constexpr std::size_t kShards = 16;

  Shard& shard_of(const std::string& user);
  User& user_in(Shard& shard, const std::string& user, Instant now);
  std::optional<Verdict> check_user(User& user, Instant now) const;
  std::optional<Verdict> take_shared(const std::string& channel, Instant now);

  std::optional<Gcra> per_user_;
  std::optional<Gcra> per_channel_;
  std::optional<Gcra> global_;
  std::size_t users_per_shard_;
  std::array<Shard, kShards> shards_;
  std::mutex shared_mutex_;                            // taken after a shard's
  std::unordered_map<std::string, Instant> channels_;  // as many as there are channel instances
  Instant global_arrival_{0};
  std::atomic<std::uint64_t> forgotten_{0};
};

}  // namespace yak::rate_limit
