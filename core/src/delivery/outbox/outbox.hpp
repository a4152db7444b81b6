// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/waiter_list.hpp"
#include "base/work_count.hpp"
#include "delivery/backlog.hpp"
#include "delivery/channel_directory.hpp"
#include "delivery/inline/inline_recorder.hpp"
#include "delivery/observer/delivery_spans.hpp"
#include "delivery/observer/outbox_metrics.hpp"
#include "delivery/outbox/clock_jumps.hpp"
#include "delivery/outbox/delivery_machine.hpp"
#include "delivery/outbox/pacer.hpp"
#include "net/event_loops.hpp"
#include "yak/clock.hpp"
#include "yak/event.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"
#include "yak/store/journal.hpp"
#include "yak/store/journal_reader.hpp"

namespace yak::delivery {

/// Sends deliveries: in order and one at a time within a conversation, independently between
/// conversations. The journal records every step before it is performed. If a part of a reply is
/// dead, its later parts are dead too.
///
/// A conversation's queue lives on one event loop (`loop_of`). Thread-safe unless a function says
/// otherwise.
class Outbox {
 public:
  struct Dependencies {
    net::EventLoops& loops;
    Journal& journal;
    JournalReader& reader;
    ChannelDirectory& channels;
    Clock& clock;
    Random& random;
    Logger& log;
    Metrics& metrics;
    Backlog& backlog;
    DeliverySpans* spans = nullptr;  ///< exports spans; may be null
  };

  Outbox(Dependencies dependencies, RetryPolicy policy);
  ~Outbox();
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  /// The loop that a conversation belongs to.
  [[nodiscard]] std::size_t loop_of(const ConversationKey& conversation) const;
  /// Takes over deliveries that were just committed to the journal. They count in the backlog until
  /// they are final.
  void enqueue(std::vector<Delivery> deliveries) { take(std::move(deliveries), false); }
  /// As `enqueue`, for deliveries of an earlier run: their age is counted by the wall clock.
  void resume(std::vector<Delivery> deliveries) { take(std::move(deliveries), true); }
  /// Whether nothing of this conversation waits or is being sent. On the conversation's loop only.
  [[nodiscard]] bool is_idle(const ConversationKey& conversation) const;
  /// Returns whether something does; if so, `idle` is set when nothing does any more. On the
  /// conversation's loop only.
  bool watch_busy(const ConversationKey& conversation, const std::shared_ptr<Event>& idle);
  /// A turn's reply is about to be written in its webhook's response.
  void expect_inline(const Delivery& delivery);
  /// The outcome of an inline reply. A reply that was not written whole, or was lost after the
  /// write, is in doubt.
  void settle_inline(const Delivery& delivery, bool whole);
  /// The service reported that it has this delivery, and the journal has recorded it: it is not
  /// sent again. No effect if the delivery is not queued here.
  void confirm(const ConversationKey& conversation, DeliveryId delivery, std::string receipt);

  /// The journal has erased the conversation's data: queued deliveries are not sent.
  void forget(const ConversationKey& conversation);

  /// The set of channels may have changed: deliveries that wait for a channel check again.
  void channels_changed();
  /// Applies to all later steps.
  void set_policy(const RetryPolicy& policy);
  /// From now on only sends in progress are finished; the rest remains in the journal. The loops
  /// must run until `active` is 0.
  void stop();
  /// The number of conversations that are sending or recording (not waiting for a due time), plus
  /// the inline replies whose outcome is not recorded yet.
  [[nodiscard]] std::size_t active() const noexcept {
    return active_.load() + inline_recorder_.active();
  }
  /// The two counts of `active`, to wait for their end.
  [[nodiscard]] base::WorkCount& active_conversations() noexcept { return active_; }
  [[nodiscard]] base::WorkCount& active_records() noexcept {
    return inline_recorder_.active_count();
  }

 private:
  /// A queued delivery with its state that is not in the journal.
  struct Outgoing {
    Delivery delivery;
    /// Added to monotonic time, gives the wall time for this delivery. While it is queued, setting
    /// the wall clock changes neither its age nor its due time.
    std::chrono::milliseconds to_wall{0};
    int looks = 0;                     ///< lookups since it became in doubt
    std::optional<std::string> taken;  ///< the receipt, if the service reported that it has it
    bool is_erased = false;            ///< the journal does not have it any more
  };
  struct Queue {
    std::deque<Outgoing> waiting;
    Event* resting = nullptr;    ///< wakes the queue while it rests
    bool is_stranded = false;    ///< it rests because its channel is disabled
    base::WaiterList waiters{};  ///< for the end of the queue
  };
  using Shard = std::unordered_map<ConversationKey, Queue>;

  /// Wakes the resting queues for which `is_meant` is true.
  void wake(bool (*is_meant)(const Queue& queue));
  void take(std::vector<Delivery> deliveries, bool resumed);
  void take_here(std::span<Delivery> deliveries, bool resumed);
  /// Adds a delivery to its queue. True if the queue is new and must be started.
  bool put(Delivery delivery, bool resumed);
  void confirm_here(const ConversationKey& conversation, DeliveryId delivery,
                    const std::string& receipt);
  task<void> run_queue(ConversationKey key);
  /// One attempt or lookup of the first delivery. True if it is final.
  task<bool> advance(Queue& queue);
  // These act on the first delivery.
  task<bool> send_once(Queue& queue, Channel& channel);
  task<bool> look_up(Queue& queue, Channel& channel);
  task<SendOutcome> attempt(const Delivery& delivery, Channel& channel);
  /// The minimum interval between two sends; nothing if the channel is disabled.
  [[nodiscard]] std::optional<std::chrono::milliseconds> send_interval(
      const std::string& channel) const;
  /// Whether the message that it answers is younger than `window`; false if that is unknown.
  [[nodiscard]] bool has_just_written(const Outgoing& outgoing,
                                      std::chrono::milliseconds window) const;
  /// Whether the person's last message is older than `window`. False if that is unknown: then the
  /// service decides.
  task<bool> is_window_closed(const Outgoing& outgoing, std::chrono::milliseconds window);
  task<void> wait_until_due(Queue& queue, std::chrono::milliseconds interval);
  /// Sleeps, without counting as active. Ends early if the first delivery is confirmed.
  task<void> rest(Queue& queue, std::chrono::milliseconds span);
  /// Records a step of the first delivery. If it is dead, records the later parts of its reply as
  /// dead too.
  task<bool> record(Queue& queue, const DeliveryStep& step);
  /// The steps of the later parts of the reply, if `first` makes the first delivery dead.
  static std::vector<DeliveryStep> later_steps(const Queue& queue, const DeliveryStep& first);
  task<result<void>> write(const DeliveryStep& first, const std::vector<DeliveryStep>& later);
  void drop_later(Queue& queue, const std::vector<DeliveryStep>& steps);
  /// The channel's answer, and the reason if it could not answer.
  task<std::pair<Lookup, std::string>> look(const Delivery& delivery, Channel& channel);
  /// Ends a delivery that the journal already has as sent.
  bool end_taken(Outgoing& outgoing);
  /// The machine of the current loop.
  [[nodiscard]] const DeliveryMachine& machine() const;
  [[nodiscard]] WallTime now_of(const Outgoing& outgoing) const;

  Dependencies dependencies_;
  std::vector<DeliveryMachine> machines_;  ///< one per loop, used by that loop only
  Pacer pacer_;
  std::vector<Shard> shards_;
  ClockJumps wall_steps_;
  std::atomic<bool> stopping_{false};
  base::WorkCount active_;
  OutboxMetrics meters_;
  InlineRecorder inline_recorder_;
};

}  // namespace yak::delivery
