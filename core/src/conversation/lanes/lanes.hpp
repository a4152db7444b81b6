// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/async/waiter_list.hpp"
#include "base/async/work_count.hpp"
#include "conversation/lanes/lane_options.hpp"
#include "conversation/lanes/lane_queue.hpp"
#include "conversation/lanes/once_per_conversation.hpp"
#include "conversation/lanes/turn_control.hpp"
#include "conversation/turns/turn_runner.hpp"
#include "delivery/inbox.hpp"
#include "net/event_loops.hpp"
#include "yak/context/conversations.hpp"

namespace yak::conversation {

/// Runs the messages of each conversation in one lane, one turn at a time in the order of their
/// acceptance; thousands of conversations run concurrently. A lane lives on one event loop and
/// takes no lock.
///
/// Overflow: LaneQueue decides what happens to a message when `backlog` others wait in its lane;
/// yak_lane_overflow_total counts such messages by the rule applied. A message above the limit of
/// all lanes together is ended whatever the rule (rule="total"); its conversation gets one notice
/// until there is room again.
///
/// A message that is too old when its turn would begin, because the daemon was down or the model
/// was slow, ends as expired. Its conversation gets one apology until a turn of it runs; each loop
/// remembers 4,096 such conversations. yak_messages_expired_total counts the messages.
///
/// A lane that collects has a sleeping coroutine; it does not count as running, so a drain does not
/// wait for it.
class Lanes final : public delivery::MessageSink, public Conversations {
 public:
  struct Dependencies {
    net::EventLoops& loops;
    TurnRunner& runner;
    delivery::Outbox& outbox;
    const delivery::Backlog& backlog;
    Clock& clock;
    Metrics& metrics;
  };

  Lanes(Dependencies dependencies, LaneOptions options);
  ~Lanes() override;

  void dispatch(Message message, std::shared_ptr<delivery::InlineTicket> ticket,
                delivery::Arrival arrival) override;
  task<std::size_t> stop(ConversationKey conversation) override;
  task<std::size_t> backlog(ConversationKey conversation) override;
  /// Waits until no message waits or runs in this conversation; false if `limit` passes first.
  task<bool> wait_empty(ConversationKey conversation, std::chrono::milliseconds limit);

  /// Sets the options for all messages that arrive or begin later.
  void set_options(const LaneOptions& options);
  /// Holds dispatched messages back, in order, until `start`. Call it before the first dispatch.
  void hold();
  /// Starts turns, those held back first, and typing indicators for long turns. Call it once, when
  /// the loops run.
  void start();
  /// Starts no further turns; running ones finish. Waiting messages stay in the journal, and their
  /// webhooks are released.
  void begin_drain();
  /// Number of turns running now, and of messages that are being ended without running.
  [[nodiscard]] std::size_t running() const noexcept { return running_.load(); }
  /// The same count, to wait for its end.
  [[nodiscard]] base::WorkCount& running_turns() noexcept { return running_; }
  /// Returns the number of messages waiting in the lanes of loop `home`. Call it on that loop only;
  /// visits every active lane.
  [[nodiscard]] std::size_t waiting_here(std::size_t home) const;
  /// Cancels the turns that are still running; their messages run again at the next start.
  void abandon();

 private:
  struct Lane {
    LaneQueue queue;
    TurnControl* control = nullptr;
    std::size_t running = 0;  ///< messages of the running turn
    /// Set when the queue changes, while the lane waits for its sender's former conversations.
    std::shared_ptr<Event> changed{};
    base::WaiterList waiters{};  ///< for the end of the lane
  };
  using LaneMap = std::unordered_map<ConversationKey, Lane>;
  /// A message dispatched before `start`; bounded by the backlog.
  struct Held {
    ConversationKey key;
    PendingTurnPtr turn;
  };
  struct Shard {
    LaneMap lanes;
    bool holds = false;
    std::vector<Held> held;
    LaneOptions options;
    boost::intrusive::list<TurnControl, boost::intrusive::constant_time_size<false>> turns;
    OncePerConversation notified_excess;
    OncePerConversation notified_expired;
  };

  [[nodiscard]] std::size_t home_of(const ConversationKey& key) const;
  void dispatch_here(std::size_t home, ConversationKey key, PendingTurnPtr turn);
  /// Counts an overflow and ends the message that was rejected or dropped.
  void settle(std::size_t home, LaneQueue::Overflow overflow);
  void refuse_excess(std::size_t home, const ConversationKey& key, PendingTurnPtr turn);
  void drop(std::size_t home, PendingTurnPtr turn, std::string_view words);
  /// `drop` has counted it as running.
  task<void> end_dropped(PendingTurnPtr turn, std::string words);
  /// Registers `control` and runs `turns`, which `control` can cancel.
  void spawn(std::size_t home, std::shared_ptr<TurnControl> control, task<void> turns);
  /// `entry` stays valid while other lanes come and go: an unordered_map does not move its
  /// elements.
  task<void> run_lane(std::size_t home, LaneMap::value_type& entry);
  task<void> run_concurrently(std::size_t home, ConversationKey key, PendingTurnPtr turn,
                              TurnControl& control);
  /// Not a coroutine, because its frame would be held for as long as the model call takes.
  task<void> run_next(std::size_t home, const ConversationKey& key, LaneQueue::NextTurn next,
                      TurnControl& control);
  task<void> expire(std::size_t home, const ConversationKey& key, PendingTurnPtr turn);
  task<std::size_t> stop_here(std::size_t home, ConversationKey key);
  task<std::size_t> count_here(std::size_t home, ConversationKey key);
  /// Runs `work` on the loop `home`.
  template <class T>
  task<T> on_home(std::size_t home, task<T> work);
  /// Returns whether any of these conversations has waiting or running turns or unsent deliveries.
  /// If so, `ended` is set when the first such conversation may have none any more.
  task<bool> watch_busy(std::vector<ConversationKey> conversations, std::shared_ptr<Event> ended);
  task<bool> watch_busy_here(std::size_t home, ConversationKey key, std::shared_ptr<Event> ended);
  /// Returns whether messages wait or run; if so, `ended` is set when they have ended.
  task<bool> watch_lane_here(std::size_t home, ConversationKey key, std::shared_ptr<Event> ended);
  /// Waits until the conversations that the next turn's sender had under other addresses are
  /// finished, because the turn must not overtake their messages, or until the queue changes.
  task<void> wait_for_former(Lane& lane, std::vector<ConversationKey> former);
  task<void> show_typing(std::size_t home);
  void release_held(std::size_t home);

  Dependencies dependencies_;
  std::array<Counter*, 3> overflows_;  ///< by OverflowRule
  Counter* excesses_;
  Counter* expired_;
  std::vector<Shard> shards_;
  std::atomic<bool> draining_{false};
  base::WorkCount running_;
};

}  // namespace yak::conversation
