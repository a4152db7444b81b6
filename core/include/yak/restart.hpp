#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "yak/api.hpp"
#include "yak/clock.hpp"

namespace yak {

/// What happens when background work ends while its instance runs on.
enum class Restart : std::uint8_t {
  /// It is meant to run as long as its instance: it starts again, whether it returned or threw.
  always,
  /// It has something to do once: it starts again only if it threw.
  on_failure,
  /// It does not start again. If it threw, its instance is degraded until it stops.
  never,
};

/// When background work starts again, and whether it keeps failing. No I/O, no clock of its own,
/// not thread-safe.
///
/// An unexpected end is followed by a pause of 1 s, then 2 s, 4 s, … up to 60 s, of which the first
/// half is certain and the second is random. Work that has run for 20 s begins with 1 s again.
class YAK_API RestartPolicy {
 public:
  static constexpr std::chrono::milliseconds kFirstPause{1'000};
  static constexpr std::chrono::milliseconds kLongestPause{60'000};
  static constexpr std::chrono::seconds kCalm{20};
  /// From so many unexpected ends in a row on, work keeps failing.
  static constexpr int kDegradedAfter = 2;

  explicit RestartPolicy(Restart restart) : restart_(restart) {}

  void begin(MonotonicTime now);
  /// The work ended, by an exception if `threw`. Gives the pause before it starts again; nothing
  /// when it does not. `random` is in [0, 1).
  std::optional<std::chrono::milliseconds> end(MonotonicTime now, bool threw, double random);

  /// Whether the last end was unexpected.
  [[nodiscard]] bool has_failed() const noexcept { return failures_ > 0; }
  /// Unexpected ends in a row.
  [[nodiscard]] int failures() const noexcept { return failures_; }
  [[nodiscard]] bool keeps_failing(MonotonicTime now) const noexcept;

 private:
  [[nodiscard]] bool is_calm(MonotonicTime now) const noexcept;

  Restart restart_;
  int failures_ = 0;
  std::optional<MonotonicTime> began_;  ///< while it runs
};

}  // namespace yak
