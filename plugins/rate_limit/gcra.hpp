// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include "yak/settings.hpp"

namespace yak::rate_limit {

/// Time since an arbitrary epoch, in nanoseconds. An integer, so that rounding does not accumulate.
using Instant = std::chrono::nanoseconds;

/// The generic cell rate algorithm (ITU-T I.371, annex A, virtual scheduling form) for one rate:
/// one message every `interval`, with bursts of up to the rate's count.
class Gcra {
 public:
  explicit Gcra(Rate rate);

  /// How long from `now` until a message conforms; zero when it conforms now. `arrival` is the
  /// theoretical arrival time stored for the key; zero, or any time in the past, for a new key.
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
