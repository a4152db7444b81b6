// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <optional>
#include <string_view>
#include <vector>

#include "delivery/inline/inline_reply_flow.hpp"
#include "delivery/outbox/outbox.hpp"
#include "yak/clock.hpp"
#include "yak/log.hpp"
#include "yak/store/journal.hpp"

namespace yak::conversation {

/// Writes the ends of turns to the journal, and passes their deliveries to the webhook that waits
/// for them or to the outbox. Thread-safe.
class TurnCommitter {
 public:
  /// All must outlive it.
  struct Dependencies {
    Journal& journal;
    delivery::Outbox& outbox;
    delivery::InlineReplyFlow& inline_replies;
    Clock& clock;
    Logger& log;
  };

  struct Committed {
    std::vector<DeliveryId> ids;  ///< of the deliveries, in order
    bool is_whole = true;         ///< false: only an apology was written
  };

  explicit TurnCommitter(Dependencies dependencies) : dependencies_(dependencies) {}

  /// Writes the turn's end in one transaction, under the epoch of this process. If the store fails,
  /// tries again until it succeeds or `stop`. If the store cannot write this end at all, reduces
  /// `entry` to an apology and the turn's usage, and tries once more. Nullopt if this process did
  /// not commit the turn: an earlier attempt did, a newer owner has taken the conversation over,
  /// the store cannot write it, or the daemon stops.
  ///
  /// `claimed`, if not null, waits for the outcome. If the store fails, it is released and set to
  /// null, and the reply goes out by `send`. The arguments must stay valid until the task ends.
  task<std::optional<Committed>> commit(TurnCommit& entry, delivery::InlineTicket*& claimed);
  /// Passes the deliveries of a turn that `commit` wrote to the claimed webhook, else to the
  /// outbox. Without `committed`, releases the webhook.
  void deliver(std::vector<Delivery> deliveries, const std::optional<Committed>& committed,
               delivery::InlineTicket* claimed) const;
  /// Ends the retries of commits that the store refuses.
  void stop() { stopping_ = true; }

 private:
  /// Waits for the next attempt; `stop` ends the wait within half a second.
  task<void> wait(std::chrono::milliseconds pause) const;
  void log(LogLevel level, std::string_view what, const TurnCommit& entry,
           const error& failure) const;

  Dependencies dependencies_;
  std::atomic<bool> stopping_{false};
};

}  // namespace yak::conversation
