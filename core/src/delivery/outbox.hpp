#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "delivery/backlog.hpp"
#include "delivery/channel_directory.hpp"
#include "delivery/delivery_machine.hpp"
#include "delivery/pacer.hpp"
#include "net/event_loops.hpp"
#include "yak/clock.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"
#include "yak/store.hpp"

namespace yak::delivery {

/// Sends deliveries: those of one conversation one after the other in order, those of different
/// conversations independently. Every step is in the journal before it is acted upon.
///
/// A conversation's queue lives on one event loop (`loop_of`); calls may come from any thread.
class Outbox {
 public:
  struct Services {
    net::EventLoops& loops;
    Store& store;
    ChannelDirectory& channels;
    Clock& clock;
    Random& random;
    Logger& log;
    Metrics& metrics;
    Backlog& backlog;
  };

  Outbox(Services services, RetryPolicy policy);
  ~Outbox();
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  /// Which loop a conversation belongs to.
  [[nodiscard]] std::size_t loop_of(const ConversationKey& conversation) const;
  /// Takes over deliveries that are in the journal. They count in the backlog until they are final.
  void enqueue(std::vector<Delivery> deliveries);
  /// True when nothing of this conversation waits or is being sent. On the conversation's loop
  /// only.
  [[nodiscard]] bool is_idle(const ConversationKey& conversation) const;
  /// What became of an inline reply. Those that were written are recorded together: while a loop
  /// writes some to the journal the next ones gather, at most 16,384 a loop. One beyond that, or
  /// one that the store refuses, is logged and stays `sending` in the journal, so that the next
  /// start looks it up.
  void settle_inline(Delivery delivery, bool whole);

  /// From now on only what is being sent is finished; the rest waits in the journal.
  void stop();
  /// Conversations with something to do now: sending or recording, not waiting for their time; and
  /// inline replies whose outcome is not recorded yet.
  [[nodiscard]] std::size_t active() const noexcept { return active_.load(); }

 private:
  struct Queue {
    std::deque<Delivery> waiting;
  };
  /// Inline replies on their way into the journal.
  struct Settled {
    std::vector<DeliveryUpdate> waiting;
    bool is_writing = false;
  };
  struct Counters;
  using Shard = std::unordered_map<ConversationKey, Queue>;

  void enqueue_here(Delivery delivery);
  void gather_settled(std::size_t loop, DeliveryId delivery);
  task<void> write_settled(std::size_t loop);
  task<void> run_queue(ConversationKey key);
  /// One attempt or look-up; true when the delivery is final.
  task<bool> advance(Delivery& delivery);
  task<bool> send_once(Delivery& delivery, Channel& channel);
  task<bool> look_up(Delivery& delivery, Channel& channel);
  task<void> wait_until_due(const Delivery& delivery, std::chrono::milliseconds interval);
  /// Sleeps, not counted as active.
  task<void> rest(std::chrono::milliseconds span);
  task<bool> record(Delivery& delivery, const Step& step);
  /// Counts and logs a step that the journal has.
  void note(const Delivery& delivery, const Step& step);

  Services services_;
  DeliveryMachine machine_;
  Pacer pacer_;
  std::vector<Shard> shards_;
  std::vector<Settled> settled_;  ///< by loop
  std::atomic<bool> stopping_{false};
  std::atomic<std::size_t> active_{0};
  std::unique_ptr<Counters> counters_;
};

}  // namespace yak::delivery
