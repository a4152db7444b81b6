// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "conversation/lanes/lane_options.hpp"
#include "conversation/lanes/pending_turn.hpp"

namespace yak::conversation {

/// The waiting messages of a lane, oldest first, with the rules for overflow, collecting and
/// expiry. Has no event loop, clock or lock. It is small, because each active conversation has one.
///
/// Overflow: see OverflowRule. If a message is rejected or dropped, its conversation gets one
/// notice until there is room again; `coalesce` sends none, because no message is lost. Resumed
/// messages always fit: their answer has been promised, and the limit applied when they were
/// accepted.
///
/// With `collect`, the messages at the front that may join form one turn. It begins when no message
/// has been added for that time, and at the latest three times as long after its first message. A
/// turn whose first message is resumed begins at once.
///
/// Messages older than `max_age` are returned as expired: the caller ends them without running
/// them. They do not join a turn that runs.
class LaneQueue {
 public:
  /// The result of adding a message.
  struct Overflow {
    std::optional<OverflowRule> rule;  ///< the rule that was applied, if the queue was full
    PendingTurnPtr ended;              ///< to end without running; may be null
    std::string_view words;            ///< notice to the sender of `ended`; may be empty
  };
  /// The next turn to process.
  struct NextTurn {
    PendingTurnPtr turn;
    bool expired = false;  ///< end the turn and all its messages without running it
  };

  Overflow put(PendingTurnPtr turn, const LaneOptions& options);
  /// Returns the time until the next turn may begin; zero or less: now. The queue must not be
  /// empty.
  [[nodiscard]] MonotonicTime::duration wait(MonotonicTime now, const LaneOptions& options) const;
  /// Removes the next turn to run, or all expired messages at the front. The queue must not be
  /// empty.
  NextTurn take(MonotonicTime now, const LaneOptions& options);
  /// Removes all waiting messages as one turn to end without running; null if empty.
  PendingTurnPtr take_all();
  /// Releases the webhooks that wait for replies to the waiting messages.
  void release_tickets();

  /// Returns the conversations that the next turn's sender had under other addresses until that
  /// message arrived. The queue must not be empty.
  [[nodiscard]] std::vector<ConversationKey> former() const;
  /// Returns how long the next turn has been in the queue; zero if empty.
  [[nodiscard]] MonotonicTime::duration waited(MonotonicTime now) const noexcept {
    return empty() ? MonotonicTime::duration::zero() : now - turns_[first_]->since;
  }
  /// Clears the next turn's former conversations if they are `conversations`: they are finished.
  void settle_former(const std::vector<ConversationKey>& conversations);

  [[nodiscard]] bool empty() const noexcept { return size() == 0; }
  /// Returns the number of waiting messages. O(n): for status requests, not for every message.
  [[nodiscard]] std::size_t messages() const noexcept;

 private:
  [[nodiscard]] std::size_t size() const noexcept { return turns_.size() - first_; }
  /// Returns how many entries at the front form one turn.
  [[nodiscard]] std::size_t group(MonotonicTime now, const LaneOptions& options) const;
  PendingTurnPtr pop();
  /// Returns `words` the first time; empty if the conversation already got a notice.
  std::string_view notify_once(std::string_view words);

  // The queue is the vector from `first_` on. An empty std::deque would take 576 bytes (libstdc++).
  std::vector<PendingTurnPtr> turns_;
  std::size_t first_ = 0;
  bool is_notified_ = false;
};

}  // namespace yak::conversation
