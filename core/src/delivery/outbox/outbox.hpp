// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/async/work_count.hpp"
#include "delivery/backlog.hpp"
#include "delivery/channel_directory.hpp"
#include "delivery/observer/delivery_observer.hpp"
#include "delivery/outbox/delivery_machine.hpp"
#include "delivery/outbox/outbox_services.hpp"
#include "delivery/outbox/outbox_shard.hpp"
#include "net/event_loops.hpp"
#include "yak/clock.hpp"
#include "yak/event.hpp"
#include "yak/store/journal.hpp"
#include "yak/store/journal_reader.hpp"

namespace yak::delivery {

/// Sends deliveries: in order and one at a time within a conversation, independently between
/// conversations. The journal records every step before it is performed. If a part of a reply is
/// dead, its later parts are dead too.
///
/// A conversation's queue lives on its event loop (home_loop). Thread-safe unless a function says
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
    Backlog& backlog;
    DeliveryObserver& observer;
  };

  Outbox(Dependencies dependencies, const RetryPolicy& policy);
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

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
  /// The number of conversations that are sending or recording (not waiting for a due time).
  [[nodiscard]] std::size_t active() const noexcept { return services_.active.load(); }
  /// The same count, to wait for its end.
  [[nodiscard]] base::WorkCount& active_conversations() noexcept { return services_.active; }

 private:
  void take(std::vector<Delivery> deliveries, bool resumed);
  /// Runs `work(shard)` for every shard on its loop.
  template <class Work>
  void on_every_shard(Work work);

  net::EventLoops& loops_;
  OutboxServices services_;
  std::vector<std::unique_ptr<OutboxShard>> shards_;  ///< one per loop
};

}  // namespace yak::delivery
