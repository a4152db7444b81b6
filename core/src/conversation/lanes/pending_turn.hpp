#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

#include "conversation/turns/pipeline.hpp"
#include "delivery/inbox.hpp"
#include "delivery/inline_ticket.hpp"
#include "yak/clock.hpp"
#include "yak/middleware.hpp"

namespace yak::conversation {

/// A turn on its way. On the heap, so that the coroutines that it passes through hold a pointer.
struct PendingTurn {
  /// How many messages end with it.
  [[nodiscard]] std::size_t messages() const noexcept { return 1 + joined.size(); }

  /// How long ago the turn's message was written. The wall clock has a part in it only until the
  /// message came to its lane: setting the clock ages nothing that waits.
  [[nodiscard]] MonotonicTime::duration age(MonotonicTime now) const noexcept {
    return age_then + (now - since);
  }

  Turn turn;
  std::shared_ptr<delivery::InlineTicket> ticket;  ///< null: the reply goes out by `send`
  std::vector<MessageId> joined;                   ///< older messages that end as the turn's does
  std::shared_ptr<const Pipeline> chain;           ///< that ran it; null before
  delivery::Arrival arrival = delivery::Arrival::fresh;
  MonotonicTime since{};                  ///< when it came to its lane
  MonotonicTime began{};                  ///< when its chain did; not yet, or never, when zero
  std::chrono::milliseconds age_then{0};  ///< how old it was then
  bool admitted = true;                   ///< false: the sender was refused, no layer saw it
};
using PendingTurnPtr = std::unique_ptr<PendingTurn>;

}  // namespace yak::conversation
