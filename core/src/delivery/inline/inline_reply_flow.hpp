// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "base/async/work_count.hpp"
#include "delivery/channel_directory.hpp"
#include "delivery/inline/inline_recorder.hpp"
#include "delivery/inline/inline_ticket.hpp"
#include "delivery/observer/delivery_observer.hpp"
#include "delivery/outbox/outbox.hpp"
#include "net/event_loops.hpp"
#include "yak/clock.hpp"
#include "yak/store/journal.hpp"

namespace yak::delivery {

/// The way of a reply that is written in its webhook's response: `open` when the message is
/// accepted, `claim` when its turn has made the reply, `write` when the reply is committed; then
/// the webhook writes it, and this object records it as sent. Where a step cannot be taken, the
/// reply goes out by the outbox. A reply that was not written whole, or was lost later, is in
/// doubt.
///
/// Thread-safe unless a function says otherwise.
class InlineReplyFlow {
 public:
  /// All must outlive it.
  struct Dependencies {
    net::EventLoops& loops;
    Journal& journal;
    Outbox& outbox;
    Clock& clock;
    DeliveryObserver& observer;
  };

  explicit InlineReplyFlow(Dependencies dependencies);
  InlineReplyFlow(const InlineReplyFlow&) = delete;
  InlineReplyFlow& operator=(const InlineReplyFlow&) = delete;

  /// For a webhook that waits for its reply until `until`. The ticket must not outlive this object.
  [[nodiscard]] std::shared_ptr<InlineTicket> open(MonotonicTime until);
  /// Claims the webhook, if it can write the reply: one delivery without attachments, on a channel
  /// that can, in a conversation that sends nothing else. The delivery is then `sending`, and
  /// `give_up`, `write` or InlineTicket::release must follow. Otherwise releases the webhook and
  /// returns null. `ticket` and `lease` may be absent. On the conversation's loop only.
  InlineTicket* claim(TurnCommit& entry, InlineTicket* ticket,
                      const std::optional<ChannelLease>& lease) const;
  /// Releases a claimed webhook because the commit is delayed: the reply goes out by the outbox.
  static void give_up(TurnCommit& entry, InlineTicket& ticket);
  /// The claimed reply is committed: the webhook writes it.
  void write(Delivery delivery, InlineTicket& ticket) const;
  /// The number of replies whose outcome is known and not recorded yet.
  [[nodiscard]] std::size_t active() const noexcept { return recorder_.active(); }
  /// The same count, to wait for its end.
  [[nodiscard]] base::WorkCount& active_records() noexcept { return recorder_.active_count(); }

 private:
  /// The outcome of the write. `committed` is the time of `write`.
  void settle(const Delivery& delivery, MonotonicTime committed, bool whole);

  Dependencies dependencies_;
  InlineRecorder recorder_;
};

}  // namespace yak::delivery
