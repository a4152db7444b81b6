#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "conversation/lanes/lane_options.hpp"
#include "conversation/lanes/pending_turn.hpp"

namespace yak::conversation {

/// What waits in a lane, oldest first, and the rules by which it waits. A plain class: no loop, no
/// clock, no lock. Small, because there is one for every conversation that has something to do.
///
/// Overflow rule: see OverflowRule. Where a message ends unread, its conversation is told so once
/// until there is room again; `coalesce` says nothing, for nothing is lost. Resumed messages always
/// find room: they have been promised an answer, and were bounded when they were.
///
/// With `collect`, the messages at the front that may join are one turn. It begins once nothing has
/// been added to it for that long, and at the latest three times as long after its first message:
/// people think between two messages, but nobody waits for ever. A turn whose first message is
/// resumed begins at once.
///
/// Messages that have become older than `max_age` are given out to be ended, not to be run; they
/// join nothing that is run.
class LaneQueue {
 public:
  /// What a message that came in set off.
  struct Overflow {
    std::optional<OverflowRule> rule;  ///< the one that was applied, if there was no room
    PendingTurnPtr ended;              ///< to be ended without a turn; may be null
    std::string_view words;            ///< for whoever wrote what ended; may be empty
  };
  /// What is to be done next.
  struct Next {
    PendingTurnPtr turn;
    bool expired = false;  ///< it comes too late: to be ended, with all that its messages are
  };

  Overflow put(PendingTurnPtr turn, const LaneOptions& options);
  /// How long until the next turn may begin; at most 0: it may. Not when empty.
  [[nodiscard]] MonotonicTime::duration wait(MonotonicTime now, const LaneOptions& options) const;
  /// The next turn to run, or all that has expired at the front. Not when empty.
  Next take(MonotonicTime now, const LaneOptions& options);
  /// All that waits, as one turn that is not to be run but to end; null when empty.
  PendingTurnPtr take_all();
  /// Nobody waits any longer for the replies to what waits.
  void release_tickets();

  /// The conversations that the next turn's sender had under other addresses until that message
  /// came; not when empty.
  [[nodiscard]] std::vector<ConversationKey> former() const;
  /// How long the next turn has been here; zero when empty.
  [[nodiscard]] MonotonicTime::duration waited(MonotonicTime now) const noexcept {
    return empty() ? MonotonicTime::duration::zero() : now - turns_[first_]->since;
  }
  /// Nothing of `conversations` waits or runs any longer.
  void settle_former(const std::vector<ConversationKey>& conversations);

  [[nodiscard]] bool empty() const noexcept { return size() == 0; }
  /// How many messages wait. Counts them: for people who ask, not for every message.
  [[nodiscard]] std::size_t messages() const noexcept;

 private:
  [[nodiscard]] std::size_t size() const noexcept { return turns_.size() - first_; }
  /// How many of those at the front make one turn.
  [[nodiscard]] std::size_t group(MonotonicTime now, const LaneOptions& options) const;
  PendingTurnPtr pop();
  /// `words`, unless the conversation has been told already.
  std::string_view tell_once(std::string_view words);

  // A vector, from `first_` on: an empty deque would take 576 bytes (libstdc++).
  std::vector<PendingTurnPtr> turns_;
  std::size_t first_ = 0;
  bool told_ = false;
};

}  // namespace yak::conversation
