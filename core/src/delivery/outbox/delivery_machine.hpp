// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "yak/channel.hpp"
#include "yak/message/message.hpp"
#include "yak/store/journal.hpp"

namespace yak::delivery {

/// How long and how often a delivery is attempted: the wait is base·2ⁿ with full jitter, at most
/// `cap`, until `lifetime` after the delivery's creation.
struct RetryPolicy {
  std::chrono::milliseconds base{1'000};
  std::chrono::milliseconds cap{15 * 60'000};
  std::chrono::milliseconds lifetime{6 * 60 * 60'000};
  /// When the channel is asked about a send in doubt, counted from when it became in doubt;
  /// ascending, at least one. A service lists a message shortly after it took it.
  std::vector<std::chrono::milliseconds> look_up_after{
      std::chrono::seconds(2), std::chrono::seconds(5), std::chrono::seconds(10),
      std::chrono::seconds(30)};
  /// What to do if the last lookup does not find the send: true makes it a dead letter for an
  /// operator to decide, false sends it again.
  bool hold = false;
};

/// The next step of a delivery: the update of its journal row, and whether it is final.
struct DeliveryStep {
  DeliveryUpdate update;
  bool is_final = false;  ///< sent or dead
  /// The delivery is sent again although the earlier send may have been taken.
  bool resends = false;
};

/// The life of one delivery as a pure state machine: no I/O, no clock, no randomness of its own.
///
///     pending ── begin ──▶ sending ── sent ─────▶ sent
///        ▲                    │ ├── retry ──▶ pending   (or dead, if its lifetime is over)
///        │                    │ ├── rejected ─▶ dead
///        │                    │ └── unknown ──▶ in_doubt
///        │                                        │ ├── found ───────────▶ sent
///        │                                        │ └── absent, unknown ─▶ in_doubt
///        └── absent, unknown at the last look ────┘     (or dead, with `hold`)
///
/// A status callback leads from every state to sent. docs/delivery.md has the complete table.
///
/// `uniform` is a random number in [0, 1).
class DeliveryMachine {
 public:
  explicit DeliveryMachine(RetryPolicy policy) : policy_(policy) {}

  /// Begins an attempt and counts it.
  [[nodiscard]] static DeliveryStep begin(const Delivery& delivery);
  [[nodiscard]] DeliveryStep after_send(const Delivery& delivery, const SendOutcome& outcome,
                                        WallTime now, double uniform) const;
  /// Handles the result of a lookup of a send in doubt. `looks` is the number of lookups, this one
  /// included.
  [[nodiscard]] DeliveryStep after_lookup(const Delivery& delivery, const Lookup& lookup, int looks,
                                          WallTime now) const;
  /// The service reported by a callback that it has the delivery.
  [[nodiscard]] static DeliveryStep confirm(const Delivery& delivery, const std::string& receipt);
  /// The wait from when a send becomes in doubt until the first lookup.
  [[nodiscard]] std::chrono::milliseconds first_look() const {
    return policy_.look_up_after.front();
  }
  /// The longest wait that the machine sets, unless a service asked for a longer one. A longer wait
  /// in the journal means that the wall clock was set.
  [[nodiscard]] std::chrono::milliseconds longest_wait() const;
  [[nodiscard]] bool is_expired(const Delivery& delivery, WallTime now) const;
  [[nodiscard]] static DeliveryStep expire(const Delivery& delivery);
  /// The channel's reply window, counted from the person's last message, is closed.
  [[nodiscard]] static DeliveryStep reply_window_closed(const Delivery& delivery,
                                                        std::chrono::milliseconds window);
  /// An earlier part of the same reply is dead for `reason`, so this part is not sent either.
  [[nodiscard]] static DeliveryStep fail_after_part(const Delivery& delivery,
                                                    const Delivery& earlier,
                                                    const std::string& reason);

  /// Applies a step to the delivery in memory.
  static void apply(Delivery& delivery, const DeliveryUpdate& update);

 private:
  [[nodiscard]] DeliveryStep try_later(const Delivery& delivery, const std::string& reason,
                                       std::chrono::milliseconds wait, WallTime now) const;
  [[nodiscard]] std::chrono::milliseconds delay(int attempts, double uniform) const;

  RetryPolicy policy_;
};

}  // namespace yak::delivery
