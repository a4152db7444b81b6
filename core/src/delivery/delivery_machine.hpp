#pragma once

#include <chrono>

#include "yak/channel.hpp"
#include "yak/message.hpp"
#include "yak/store.hpp"

namespace yak::delivery {

/// How long and how often a delivery is tried: base·2ⁿ with full jitter, never above `cap`, until
/// `lifetime` after its creation.
struct RetryPolicy {
  std::chrono::milliseconds base{1'000};
  std::chrono::milliseconds cap{15 * 60'000};
  std::chrono::milliseconds lifetime{6 * 60 * 60'000};
};

/// What the journal is told, and what happens next.
struct Step {
  DeliveryUpdate update;
  bool is_final = false;  ///< sent or dead
  bool resends = false;   ///< a send whose outcome stayed unknown will be made again
};

/// The life of one delivery as a pure state machine: no I/O, no clock, no randomness of its own.
///
///     pending ── begin ──▶ sending ── sent ─────▶ sent
///        ▲                    │ ├── retry ──▶ pending   (or dead, when its lifetime is over)
///        │                    │ ├── rejected ─▶ dead
///        │                    │ └── unknown ──▶ in_doubt
///        └── absent, unknown ─┴── in_doubt ── found ──▶ sent
///
/// `uniform` is a random number in [0, 1).
class DeliveryMachine {
 public:
  explicit DeliveryMachine(RetryPolicy policy) : policy_(policy) {}

  /// Before an attempt. Counts it.
  [[nodiscard]] static Step begin(const Delivery& delivery);
  [[nodiscard]] Step after_send(const Delivery& delivery, const SendOutcome& outcome, WallTime now,
                                double uniform) const;
  /// In doubt: what the channel says became of it.
  [[nodiscard]] Step after_lookup(const Delivery& delivery, const Lookup& lookup, WallTime now,
                                  double uniform) const;
  [[nodiscard]] bool is_expired(const Delivery& delivery, WallTime now) const;
  [[nodiscard]] static Step expire(const Delivery& delivery);

  /// Applies a step to the row as it is in memory.
  static void apply(Delivery& delivery, const DeliveryUpdate& update);

 private:
  [[nodiscard]] Step try_later(const Delivery& delivery, const std::string& reason,
                               std::chrono::milliseconds wait, WallTime now) const;
  [[nodiscard]] std::chrono::milliseconds delay(int attempts, double uniform) const;

  RetryPolicy policy_;
};

}  // namespace yak::delivery
