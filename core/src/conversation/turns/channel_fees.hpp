// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "yak/clock.hpp"
#include "yak/metrics.hpp"
#include "yak/middleware.hpp"
#include "yak/store/journal.hpp"

namespace yak::conversation {

/// Counts the fees that channels' services charge for messages (yak_channel_cost_usd_total), and
/// adds them to the users' usage. Thread-safe. The constructor's arguments must outlive it.
class ChannelFees {
 public:
  ChannelFees(Metrics& metrics, const Clock& clock) : metrics_(metrics), clock_(clock) {}

  /// Charges `messages` received messages and the deliveries of `entry`. Refused turns without a
  /// reply are only counted, so that unknown senders do not fill the store. No effect if the
  /// service charges nothing.
  void charge(const Turn& turn, const MessagePrice& price, std::size_t messages, TurnCommit& entry);

 private:
  Metrics& metrics_;
  const Clock& clock_;
};

}  // namespace yak::conversation
