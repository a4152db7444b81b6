// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

#include "conversation/turns/pipeline.hpp"
#include "delivery/inbox.hpp"
#include "delivery/inline/inline_ticket.hpp"
#include "yak/clock.hpp"
#include "yak/middleware.hpp"

namespace yak::conversation {

/// A turn from its lane to its commit. On the heap, so that the coroutines hold only a pointer.
struct PendingTurn {
  /// Number of messages that end with the turn.
  [[nodiscard]] std::size_t messages() const noexcept { return 1 + joined.size(); }

  /// Returns how long ago the turn's message was received. The wall clock is used only until the
  /// message entered its lane, so setting the clock does not age waiting messages.
  [[nodiscard]] MonotonicTime::duration age(MonotonicTime now) const noexcept {
    return age_then + (now - since);
  }

  Turn turn;
  std::shared_ptr<delivery::InlineTicket> ticket;  ///< null: the reply goes out by `send`
  std::vector<MessageId> joined;                   ///< older messages that end with the turn's
  /// The chain asked for `passes_queue`. Not a bare pointer: another chain may get its address.
  std::weak_ptr<const Pipeline> asked;
  std::shared_ptr<const Pipeline> chain;  ///< the chain that runs it; null before that
  delivery::Arrival arrival = delivery::Arrival::fresh;
  MonotonicTime since{};                  ///< when it entered its lane
  MonotonicTime began{};                  ///< when its chain began; zero: it did not (yet)
  std::chrono::milliseconds age_then{0};  ///< age of the message at `since`
  bool admitted = true;                   ///< false: the sender was refused and no layer ran
};
using PendingTurnPtr = std::unique_ptr<PendingTurn>;

}  // namespace yak::conversation
