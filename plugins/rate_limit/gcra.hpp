#pragma once

#include <chrono>
#include <cstdint>

#include "yak/settings.hpp"

namespace yak::rate_limit {

/// Time since an arbitrary epoch, in whole nanoseconds: integers, so that no rounding adds up.
using Instant = std::chrono::nanoseconds;

/// What a rate means to GCRA (the generic cell rate algorithm: ITU-T I.371, annex A, in its virtual
/// scheduling form): one message every `interval`, and as many as the rate's count at once.
class Gcra {
 public:
  explicit Gcra(Rate rate);

  /// `arrival` is the theoretical arrival time kept for one key; a key never seen has none (zero
  /// or anything in the past).
  ///
  /// How long from `now` until a message conforms; zero when it does now.
  [[nodiscard]] Instant wait(Instant arrival, Instant now) const;
  /// The theoretical arrival time after a message that conformed at `now`.
  [[nodiscard]] Instant after(Instant arrival, Instant now) const;

  [[nodiscard]] Rate rate() const noexcept { return rate_; }

 private:
  Rate rate_;
  Instant interval_;
  /// How far ahead of `now` an arrival time may be for a message to conform.
  Instant tolerance_;
};

}  // namespace yak::rate_limit
