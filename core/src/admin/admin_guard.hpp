// SPDX-License-Identifier: Apache-2.0
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

/// Rate limit of wrong tokens: `burst` at once, then one more each `every`.
struct GuessLimit {
  int burst = 0;
  std::chrono::milliseconds every{0};
};

/// Checks the token of requests to the admin API over TCP and limits guesses. An address (of IPv6,
/// its /64) that has used up its guesses gets 429 whatever it sends. When all addresses together
/// have used up the common limit, every address gets 429 that has not shown the token within
/// `kKnown`; the exemption keeps a flood of guesses from locking the operator out.
///
/// Keeps the `kMaxAddresses` most recently used addresses. A forgotten address starts with a full
/// limit, but the common limit still applies. A request without a token is refused and does not
/// count as a guess. The guard outlives configurations, so a reload resets no limit. Thread-safe.
class AdminGuard {
 public:
  static constexpr std::size_t kMaxAddresses = 1'024;
  static constexpr GuessLimit kOfOne{5, std::chrono::milliseconds(10'000)};
  static constexpr GuessLimit kOfAll{50, std::chrono::milliseconds(1'000)};
  /// How long an address that showed the token is treated as the operator's.
  static constexpr std::chrono::milliseconds kKnown{3'600'000};

  /// `clock` and `metrics` must outlive this.
  AdminGuard(Clock& clock, Metrics& metrics);

  /// nullopt if the request may pass, otherwise the response to send. `token`: the expected token,
  /// not empty.
  std::optional<ServerResponse> refuse(const ServerRequest& request, const Secret& token);
  /// Counts a request that was refused because of its Host.
  void note_foreign_host() { foreign_host_.add(); }

 private:
  /// Used guesses, regained as time passes.
  struct Guesses {
    MonotonicTime full_again{};  ///< when no guess counts as used any longer
    /// Time until a guess is allowed; 0: now.
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
