// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "config/core_config.hpp"
#include "yak/clock.hpp"

namespace yak::models {

/// A circuit breaker: closed → open after `failures` retryable failures in a row (0: never) → half
/// open after `open_for`: one call is admitted as a probe, whose result closes or reopens the
/// breaker.
///
/// A pure state machine; the caller locks it and passes the time.
class Breaker {
 public:
  enum class State : std::uint8_t { closed, open, half_open };
  /// Held by an admitted call until it reports its result.
  enum class Pass : std::uint8_t { normal, probe };

  explicit Breaker(config::BreakerConfig options) : options_(options) {}

  /// Returns nullopt if the call must not be made now.
  std::optional<Pass> admit(MonotonicTime now);
  /// Reports that the service answered, be it with a refusal.
  void succeeded(Pass pass);
  /// Reports a retryable failure. Returns true if it opened the breaker.
  bool failed(Pass pass, MonotonicTime now);
  /// Reports that the call gave no information: it was cancelled or never made.
  void abandoned(Pass pass);

  [[nodiscard]] State state() const noexcept { return state_; }
  /// True if the state is that of a new breaker.
  [[nodiscard]] bool is_fresh() const noexcept { return state_ == State::closed && failures_ == 0; }

 private:
  void open(MonotonicTime until);

  config::BreakerConfig options_;
  State state_ = State::closed;
  int failures_ = 0;
  MonotonicTime open_until_{};
};

}  // namespace yak::models
