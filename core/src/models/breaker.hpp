#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "yak/clock.hpp"

namespace yak::models {

struct BreakerOptions {
  int failures = 5;  ///< in a row; 0: never opens
  std::chrono::milliseconds open_for{30'000};
};

/// Keeps calls away from something that keeps failing: closed → open after so many retryable
/// failures in a row → after `open_for` one call as a probe (half open), which decides.
///
/// A pure state machine; the caller locks it and tells it the time.
class Breaker {
 public:
  enum class State : std::uint8_t { closed, open, half_open };
  /// What an admitted call holds until it reports how it ended.
  enum class Pass : std::uint8_t { normal, probe };

  explicit Breaker(BreakerOptions options) : options_(options) {}

  /// Nothing: not now.
  std::optional<Pass> admit(MonotonicTime now);
  /// The other side answered, if only to refuse.
  void succeeded(Pass pass);
  /// It failed in a way that counts. True when that opened the breaker.
  bool failed(Pass pass, MonotonicTime now);
  /// The call ended without showing anything: cancelled, or never made.
  void abandoned(Pass pass);

  [[nodiscard]] State state() const noexcept { return state_; }
  /// Nothing to remember: as newly made.
  [[nodiscard]] bool is_fresh() const noexcept { return state_ == State::closed && failures_ == 0; }

 private:
  void open(MonotonicTime until);

  BreakerOptions options_;
  State state_ = State::closed;
  int failures_ = 0;
  MonotonicTime open_until_{};
};

}  // namespace yak::models
