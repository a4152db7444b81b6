#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "yak/clock.hpp"
#include "yak/http.hpp"
#include "yak/lru_map.hpp"
#include "yak/metrics.hpp"
#include "yak/secret.hpp"

namespace yak::admin {

/// How often a wrong token may be tried: so many at once, and then one more each `every`.
struct GuessLimit {
  int burst = 0;
  std::chrono::milliseconds every{0};
};

/// Lets requests to the admin API over TCP pass that carry its token, and slows down who guesses:
/// an address (of IPv6, its /64) that has used up its guesses gets 429 whatever it says, and so
/// does every address that has not lately shown the token once all of them together have. The
/// latter's exemption keeps a flood from strangers from locking the operator out.
///
/// Remembers at most `kMaxAddresses`, those used last; a forgotten one begins anew, and the limit
/// of all together holds. A request without a token is refused and costs no guess. The guard
/// outlives configurations, so that a reload forgets no guess. Thread-safe.
class AdminGuard {
 public:
  static constexpr std::size_t kMaxAddresses = 1'024;
  static constexpr GuessLimit kOfOne{5, std::chrono::milliseconds(10'000)};
  static constexpr GuessLimit kOfAll{50, std::chrono::milliseconds(1'000)};
  /// How long an address that showed the token counts as the operator's.
  static constexpr std::chrono::milliseconds kKnown{3'600'000};

  /// `clock` and `metrics` outlive this.
  AdminGuard(Clock& clock, Metrics& metrics);

  /// Nothing: the request may pass. Else the answer that it gets. `token`, not empty: what it must
  /// show.
  std::optional<ServerResponse> refuse(const ServerRequest& request, const Secret& token);
  /// Counts a request that was refused for the host that it named.
  void note_foreign_host() { foreign_host_.add(); }

 private:
  /// Guesses that were used, given back as time goes by.
  struct Guesses {
    MonotonicTime full_again{};  ///< when none will count as used
    /// How long until there is one; 0: now.
    [[nodiscard]] std::chrono::milliseconds wait(MonotonicTime now, const GuessLimit& limit) const;
    void use(MonotonicTime now, const GuessLimit& limit);
  };
  struct Visitor {
    Guesses guesses;
    std::optional<MonotonicTime> passed;  ///< when it last showed the token
  };

  Visitor& visitor(std::string_view remote);
  std::optional<ServerResponse> throttle(const Visitor& visitor, MonotonicTime now);

  Clock& clock_;
  Counter& missing_;
  Counter& wrong_;
  Counter& throttled_;
  Counter& foreign_host_;
  std::mutex mutex_;
  LruMap<std::string, Visitor> visitors_;
  Guesses all_;
};

}  // namespace yak::admin
