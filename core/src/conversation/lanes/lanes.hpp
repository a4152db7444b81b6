#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <unordered_map>
#include <vector>

#include "conversation/lanes/lane_options.hpp"
#include "conversation/lanes/lane_queue.hpp"
#include "conversation/lanes/told_once.hpp"
#include "conversation/lanes/turn_control.hpp"
#include "conversation/turns/turn_runner.hpp"
#include "delivery/inbox.hpp"
#include "net/event_loops.hpp"
#include "yak/context.hpp"

namespace yak::conversation {

/// One lane a conversation: its messages run one turn at a time in the order of their acceptance,
/// while thousands of conversations run at once. A lane lives on one event loop and takes no lock.
///
/// Overflow rule: what happens to a message that finds `backlog` others waiting in its lane is the
/// LaneQueue's to say; yak_lane_overflow_total counts it by the rule that was applied. A message
/// that comes in excess of what may wait in all lanes together is ended whatever the rule, and its
/// conversation is told so once for as long as there are too many (rule="total").
///
/// A message that is too old when its turn would begin, because the daemon was away or the model
/// was slow, ends as expired. Its conversation gets one apology until a turn of it runs; a loop
/// remembers 4,096 such conversations. yak_messages_expired_total counts the messages.
///
/// A lane that collects has a coroutine that sleeps; it does not count as running, so a drain does
/// not wait for it.
class Lanes final : public delivery::MessageSink, public Conversations {
 public:
  struct Services {
    net::EventLoops& loops;
    TurnRunner& runner;
    delivery::Outbox& outbox;
    const delivery::Backlog& backlog;
    Clock& clock;
    Metrics& metrics;
  };

  Lanes(Services services, LaneOptions options);
  ~Lanes() override;

  void dispatch(Message message, std::shared_ptr<delivery::InlineTicket> ticket,
                delivery::Arrival arrival) override;
  task<std::size_t> stop(ConversationKey conversation) override;
  task<std::size_t> backlog(ConversationKey conversation) override;

  /// For every message that comes or begins from now on.
  void set_options(const LaneOptions& options);
  /// Keeps what is dispatched waiting, in order, until `start`. Before anything is dispatched.
  void hold();
  /// Lets turns run, those held first, and begins to show typing for turns that take long. Once,
  /// when the loops run.
  void start();
  /// From now on running turns finish and nothing new begins; what waits stays in the journal, and
  /// webhooks that wait with it are let go.
  void begin_drain();
  /// Turns running now.
  [[nodiscard]] std::size_t running() const noexcept { return running_.load(); }
  /// Messages that wait in the lanes of this loop. On it only; looks at every lane that has
  /// something to do.
  [[nodiscard]] std::size_t waiting_here(std::size_t home) const;
  /// Ends the turns that are still running, unfinished; they run again at the next start.
  void abandon();

 private:
  struct Lane {
    LaneQueue queue;
    TurnControl* control = nullptr;
    std::size_t running = 0;  ///< messages of the running turn
  };
  using LaneMap = std::unordered_map<ConversationKey, Lane>;
  /// What is dispatched before `start`; bounded by the backlog.
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
    ToldOnce told_excess;
    ToldOnce told_expired;
  };

  [[nodiscard]] std::size_t home_of(const ConversationKey& key) const;
  void dispatch_here(std::size_t home, ConversationKey key, PendingTurnPtr turn);
  /// Counts what a message set off that found its lane full, and ends what had to give way.
  void settle(std::size_t home, LaneQueue::Overflow overflow);
  void refuse_excess(std::size_t home, const ConversationKey& key, PendingTurnPtr turn);
  void drop(std::size_t home, PendingTurnPtr turn, std::string_view words);
  /// Lists `control` and runs `turns`, which it cancels.
  void spawn(std::size_t home, std::shared_ptr<TurnControl> control, task<void> turns);
  /// Stable while others come and go: an unordered_map keeps its elements in place.
  task<void> run_lane(std::size_t home, LaneMap::value_type& entry);
  task<void> run_beside(std::size_t home, ConversationKey key, PendingTurnPtr turn,
                        TurnControl& control);
  /// No coroutine: another frame would stay for as long as the model thinks.
  task<void> run_next(std::size_t home, const ConversationKey& key, LaneQueue::Next next,
                      TurnControl& control);
  task<void> expire(std::size_t home, const ConversationKey& key, PendingTurnPtr turn);
  task<std::size_t> stop_here(std::size_t home, ConversationKey key);
  task<std::size_t> count_here(std::size_t home, ConversationKey key);
  /// Whether something of one of these conversations waits, runs or is being sent.
  task<bool> is_any_busy(std::vector<ConversationKey> conversations);
  task<bool> is_busy_here(std::size_t home, ConversationKey key);
  /// One look at whether the conversations are over that the next turn's sender had under other
  /// addresses; the turn must not overtake what is left of them.
  task<void> look_at_former(Lane& lane, std::vector<ConversationKey> former);
  task<void> show_typing(std::size_t home);
  void release_held(std::size_t home);

  Services services_;
  std::array<Counter*, 3> overflows_;  ///< by OverflowRule
  Counter* excesses_;
  Counter* expired_;
  std::vector<Shard> shards_;
  std::atomic<bool> draining_{false};
  std::atomic<std::size_t> running_{0};
};

}  // namespace yak::conversation
