#pragma once

#include <chrono>
#include <string>
#include <vector>

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
  /// When the channel is asked what became of a send in doubt, since the doubt arose; ascending, at
  /// least one. A service lists what it took a little later than it takes it.
  std::vector<std::chrono::milliseconds> look_up_after{
      std::chrono::seconds(2), std::chrono::seconds(5), std::chrono::seconds(10),
      std::chrono::seconds(30)};
  /// What the last look does not find is a dead letter, for an operator to decide; without it, it
  /// is sent again.
  bool hold = false;
};

/// What the journal is told, and what happens next.
struct Step {
  DeliveryUpdate update;
  bool is_final = false;  ///< sent or dead
  /// The send will be made again although nobody said that the first one was not taken.
  bool resends = false;
};

/// The life of one delivery as a pure state machine: no I/O, no clock, no randomness of its own.
///
///     pending ── begin ──▶ sending ── sent ─────▶ sent
///        ▲                    │ ├── retry ──▶ pending   (or dead, when its lifetime is over)
///        │                    │ ├── rejected ─▶ dead
///        │                    │ └── unknown ──▶ in_doubt
///        │                                        │ ├── found ───────────▶ sent
///        │                                        │ └── absent, unknown ─▶ in_doubt
///        └── absent, unknown at the last look ────┘     (or dead, when it is to be held)
///
/// From every state a status callback leads to sent. docs/delivery.md has the whole table.
///
/// `uniform` is a random number in [0, 1).
class DeliveryMachine {
 public:
  explicit DeliveryMachine(RetryPolicy policy) : policy_(policy) {}

  /// Before an attempt. Counts it.
  [[nodiscard]] static Step begin(const Delivery& delivery);
  [[nodiscard]] Step after_send(const Delivery& delivery, const SendOutcome& outcome, WallTime now,
                                double uniform) const;
  /// In doubt: what the channel says became of it. `looks` counts this one, from 1.
  [[nodiscard]] Step after_lookup(const Delivery& delivery, const Lookup& lookup, int looks,
                                  WallTime now) const;
  /// The other side told that it has the delivery.
  [[nodiscard]] static Step confirm(const Delivery& delivery, const std::string& receipt);
  /// From a doubt that arises now until the first look.
  [[nodiscard]] std::chrono::milliseconds first_look() const {
    return policy_.look_up_after.front();
  }
  /// No wait that the machine asks for is longer, unless a service asked for it. Whoever finds a
  /// longer one in the journal sees that the wall clock was set.
  [[nodiscard]] std::chrono::milliseconds longest_wait() const;
  [[nodiscard]] bool is_expired(const Delivery& delivery, WallTime now) const;
  [[nodiscard]] static Step expire(const Delivery& delivery);
  /// It would come later after the person's last message than the channel's service takes replies.
  [[nodiscard]] static Step come_too_late(const Delivery& delivery,
                                          std::chrono::milliseconds window);
  /// An earlier part of the same reply is dead, for `reason`: what follows it is worth nothing.
  [[nodiscard]] static Step fall_with(const Delivery& delivery, const Delivery& earlier,
                                      const std::string& reason);

  /// Applies a step to the row as it is in memory.
  static void apply(Delivery& delivery, const DeliveryUpdate& update);

 private:
  [[nodiscard]] Step try_later(const Delivery& delivery, const std::string& reason,
                               std::chrono::milliseconds wait, WallTime now) const;
  [[nodiscard]] std::chrono::milliseconds delay(int attempts, double uniform) const;

  RetryPolicy policy_;
};

}  // namespace yak::delivery
