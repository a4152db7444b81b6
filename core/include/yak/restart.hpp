// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "yak/api.hpp"
#include "yak/clock.hpp"

namespace yak {

/// What to do when background work ends while its instance still runs.
enum class Restart : std::uint8_t {
  /// Restart after a return and after an exception: the work should run as long as its instance.
  always,
  /// Restart only after an exception: the work has an end.
  on_failure,
  /// Never restart. After an exception the instance is degraded until it stops.
  never,
};

/// Decides when background work restarts and whether it keeps failing. No I/O and no clock of its
/// own. Not thread-safe.
///
/// The pause after an unexpected end is 1 s, then 2 s, 4 s, … up to 60 s, each shortened at random
/// by up to half. After work has run for 20 s, the pause is 1 s again.
class YAK_API RestartPolicy {
 public:
  static constexpr std::chrono::milliseconds kFirstPause{1'000};
  static constexpr std::chrono::milliseconds kLongestPause{60'000};
  static constexpr std::chrono::seconds kCalm{20};
  /// Work keeps failing from this number of consecutive unexpected ends on.
  static constexpr int kDegradedAfter = 2;

  explicit RestartPolicy(Restart restart) : restart_(restart) {}

  /// The work begins.
  void begin(MonotonicTime now);
  /// The work ended, by an exception if `threw`. Returns the pause before the restart, or nothing
  /// if it does not restart. `random` is in [0, 1).
  std::optional<std::chrono::milliseconds> end(MonotonicTime now, bool threw, double random);

  /// Whether the last end was unexpected.
  [[nodiscard]] bool has_failed() const noexcept { return failures_ > 0; }
  /// The number of consecutive unexpected ends.
  [[nodiscard]] int failures() const noexcept { return failures_; }
  /// Whether the work keeps failing at `now`; its instance is then degraded.
  [[nodiscard]] bool keeps_failing(MonotonicTime now) const noexcept;

 private:
  [[nodiscard]] bool is_calm(MonotonicTime now) const noexcept;

  Restart restart_;
  int failures_ = 0;
  std::optional<MonotonicTime> began_;  ///< set while it runs
};

}  // namespace yak
