#pragma once

#include <atomic>
#include <memory>
#include <unordered_map>
#include <vector>

#include "delivery/inbox.hpp"
#include "net/event_loops.hpp"
#include "routing/turn_control.hpp"
#include "routing/turn_runner.hpp"
#include "yak/context.hpp"

namespace yak::routing {

/// One lane a conversation: its messages run one turn at a time in the order of their acceptance,
/// while thousands of conversations run at once. A lane lives on one event loop and takes no lock.
///
/// Overflow rule: a message that finds `backlog` others waiting in its lane is ended without a turn
/// (`reject_newest`), its sender is told so once until the lane has room again, and
/// yak_lane_overflow_total counts it.
class Lanes final : public delivery::MessageSink, public Conversations {
 public:
  Lanes(net::EventLoops& loops, TurnRunner& runner, delivery::Outbox& outbox, Clock& clock,
        Metrics& metrics, std::size_t backlog);
  ~Lanes() override;

  void dispatch(Message message, std::shared_ptr<delivery::InlineTicket> ticket) override;
  task<std::size_t> stop(ConversationKey conversation) override;
  task<std::size_t> backlog(ConversationKey conversation) override;

  /// Begins to show typing for turns that take long. Once, when the loops run.
  void start();
  /// From now on running turns finish and nothing new begins; what waits stays in the journal.
  void begin_drain();
  /// Turns running now.
  [[nodiscard]] std::size_t running() const noexcept { return running_.load(); }
  /// Ends the turns that are still running, unfinished; they run again at the next start.
  void abandon();

 private:
  struct Lane {
    std::vector<PendingTurnPtr> waiting;  ///< oldest first; short, and empty nearly always
    TurnControl* control = nullptr;
    bool running = false;
    bool told_overflow = false;
  };
  using LaneMap = std::unordered_map<ConversationKey, Lane>;
  struct Shard {
    LaneMap lanes;
    boost::intrusive::list<TurnControl, boost::intrusive::constant_time_size<false>> turns;
  };

  [[nodiscard]] std::size_t home_of(const ConversationKey& key) const;
  void dispatch_here(std::size_t home, ConversationKey key, PendingTurnPtr turn);
  void overflow(std::size_t home, Lane& lane, PendingTurnPtr turn);
  /// Lists `control` and runs `turns`, which it cancels.
  void spawn(std::size_t home, std::shared_ptr<TurnControl> control, task<void> turns);
  /// Stable while others come and go: an unordered_map keeps its elements in place.
  task<void> run_lane(std::size_t home, LaneMap::value_type& entry);
  task<void> run_beside(PendingTurnPtr turn, TurnControl& control);
  task<std::size_t> stop_here(std::size_t home, ConversationKey key);
  task<std::size_t> count_here(std::size_t home, ConversationKey key);
  task<void> show_typing(std::size_t home);

  net::EventLoops& loops_;
  TurnRunner& runner_;
  delivery::Outbox& outbox_;
  Clock& clock_;
  Counter& overflows_;
  std::size_t backlog_;
  std::vector<Shard> shards_;
  std::atomic<bool> draining_{false};
  std::atomic<std::size_t> running_{0};
};

}  // namespace yak::routing
