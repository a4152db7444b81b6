#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "delivery/backlog.hpp"
#include "delivery/channel_directory.hpp"
#include "delivery/delivery_machine.hpp"
#include "delivery/delivery_spans.hpp"
#include "delivery/inline_recorder.hpp"
#include "delivery/outbox_meters.hpp"
#include "delivery/pacer.hpp"
#include "delivery/wall_steps.hpp"
#include "net/event_loops.hpp"
#include "yak/clock.hpp"
#include "yak/event.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"
#include "yak/store.hpp"

namespace yak::delivery {

/// Sends deliveries: those of one conversation one after the other in order, those of different
/// conversations independently. Every step is in the journal before it is acted upon. When a part
/// of a reply is dead, the parts behind it are dead with it.
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
    DeliverySpans* spans = nullptr;  ///< tells a collector; may be null
  };

  Outbox(Services services, RetryPolicy policy);
  ~Outbox();
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  /// Which loop a conversation belongs to.
  [[nodiscard]] std::size_t loop_of(const ConversationKey& conversation) const;
  /// Takes over deliveries that have just been made and are in the journal. They count in the
  /// backlog until they are final. Their sends belong to `trace`; where it is not given, the
  /// journal is asked for it, and only if there is a collector.
  void enqueue(std::vector<Delivery> deliveries, const TraceId& trace = {}) {
    take(std::move(deliveries), false, trace);
  }
  /// The same for those that an earlier run left: they are as old as the wall clock says.
  void resume(std::vector<Delivery> deliveries) { take(std::move(deliveries), true, {}); }
  /// True when nothing of this conversation waits or is being sent. On the conversation's loop
  /// only.
  [[nodiscard]] bool is_idle(const ConversationKey& conversation) const;
  /// The reply of a turn that is about to be written on its webhook's response.
  void expect_inline(const Delivery& delivery, const TraceId& trace);
  /// What became of an inline reply. One that was not written whole, or was lost after it was
  /// written, is in doubt.
  void settle_inline(const Delivery& delivery, bool whole);
  /// The other side told that it has this delivery, and the journal says so already: it is not sent
  /// again. Harmless when it does not wait here.
  void confirm(const ConversationKey& conversation, DeliveryId delivery, std::string receipt);

  /// The journal has erased what it had of this conversation: what waits is not sent any more.
  void forget(const ConversationKey& conversation);

  /// Other channels may be on now: what waits for one looks again.
  void channels_changed();
  /// For every step from now on.
  void set_policy(const RetryPolicy& policy);
  /// From now on only what is being sent is finished; the rest waits in the journal. The loops must
  /// run on until nothing is active.
  void stop();
  /// Conversations with something to do now: sending or recording, not waiting for their time; and
  /// inline replies whose outcome is not recorded yet.
  [[nodiscard]] std::size_t active() const noexcept {
    return active_.load() + inline_recorder_.active();
  }

 private:
  /// A delivery on its way, with what only memory knows of it.
  struct Outgoing {
    Delivery delivery;
    /// From monotonic time to the wall time that it goes by: while it is here, setting the wall
    /// clock makes it neither older nor due.
    std::chrono::milliseconds to_wall{0};
    int looks = 0;                     ///< at what became of it, since it is in doubt
    std::optional<std::string> taken;  ///< the receipt, when the other side told that it has it
    TraceId trace{};                   ///< of the message; not set where that is not known
    bool is_trace_asked = false;       ///< the journal was asked for it
    bool is_erased = false;            ///< the journal does not have it any more
  };
  struct Queue {
    std::deque<Outgoing> waiting;
    Event* resting = nullptr;  ///< ends the rest of the one in front
    bool is_stranded = false;  ///< that rests because its channel is off
  };
  using Shard = std::unordered_map<ConversationKey, Queue>;

  /// Ends the rest of the queues that are meant.
  void wake(bool (*is_meant)(const Queue& queue));
  void take(std::vector<Delivery> deliveries, bool resumed, const TraceId& trace);
  void take_here(std::span<Delivery> deliveries, bool resumed, const TraceId& trace);
  /// Puts a delivery into its queue; true when that is new, and has to be run.
  bool put(Delivery delivery, bool resumed, const TraceId& trace);
  void confirm_here(const ConversationKey& conversation, DeliveryId delivery,
                    const std::string& receipt);
  task<void> run_queue(ConversationKey key);
  /// One attempt or look of the one in front; true when it is final.
  task<bool> advance(Queue& queue);
  // Of the one in front.
  task<bool> send_once(Queue& queue, Channel& channel);
  task<bool> look_up(Queue& queue, Channel& channel);
  task<SendOutcome> attempt(const Delivery& delivery, Channel& channel);
  /// The least time between two sends; nothing when the channel is off.
  [[nodiscard]] std::optional<std::chrono::milliseconds> send_interval(
      const std::string& channel) const;
  /// Whether the message that it answers is younger than `window`; false when that is not known.
  [[nodiscard]] bool has_just_written(const Outgoing& outgoing,
                                      std::chrono::milliseconds window) const;
  /// Whether the person's last message is older than `window`. Where nobody knows, it is not: the
  /// service decides.
  task<bool> is_window_closed(const Outgoing& outgoing, std::chrono::milliseconds window);
  task<void> wait_until_due(Queue& queue, std::chrono::milliseconds interval);
  /// Sleeps, not counted as active; ends early when the one in front is confirmed.
  task<void> rest(Queue& queue, std::chrono::milliseconds span);
  /// Writes a step of the one in front; with its death, that of the later parts of its reply.
  task<bool> record(Queue& queue, const Step& step);
  /// The steps of the later parts of its reply that `first`, of the one in front, takes along.
  static std::vector<Step> later_steps(const Queue& queue, const Step& first);
  task<result<void>> write(const Step& first, const std::vector<Step>& later);
  void drop_later(Queue& queue, const std::vector<Step>& steps);
  /// Asks for the trace of what an earlier run, or an operator, left here.
  task<void> learn_trace(Outgoing& outgoing);
  /// What the channel says became of it, and why it cannot say.
  task<std::pair<Lookup, std::string>> look(const Delivery& delivery, Channel& channel);
  /// Ends what the journal calls sent already.
  bool end_taken(Outgoing& outgoing);
  /// This loop's.
  [[nodiscard]] const DeliveryMachine& machine() const;
  [[nodiscard]] WallTime now_of(const Outgoing& outgoing) const;

  Services services_;
  std::vector<DeliveryMachine> machines_;  ///< one a loop, for it alone
  Pacer pacer_;
  std::vector<Shard> shards_;
  WallSteps wall_steps_;
  std::atomic<bool> stopping_{false};
  std::atomic<std::size_t> active_{0};
  OutboxMeters meters_;
  InlineRecorder inline_recorder_;
};

}  // namespace yak::delivery
