// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "delivery/backlog.hpp"
#include "delivery/gate.hpp"
#include "delivery/inline/inline_reply_flow.hpp"
#include "delivery/inline/inline_ticket.hpp"
#include "delivery/observer/delivery_observer.hpp"
#include "delivery/outbox/outbox.hpp"
#include "yak/channel.hpp"
#include "yak/clock.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"
#include "yak/store/journal.hpp"
#include "yak/store/journal_reader.hpp"

namespace yak::delivery {

/// How a message comes to its lane.
enum class Arrival : std::uint8_t {
  fresh,    ///< just accepted
  resumed,  ///< accepted before: by an earlier run, or revived by an operator
  excess,   ///< just accepted above the bound: ended without a turn, unless a command
};

/// Receives accepted messages and passes them to the conversation's lane.
class MessageSink {
 public:
  virtual ~MessageSink() = default;
  /// Thread-safe. `ticket` may be null.
  virtual void dispatch(Message message, std::shared_ptr<InlineTicket> ticket, Arrival arrival) = 0;
};

/// The Inbox of the core: writes a message to the journal, then passes it to its lane.
class InboxService final : public Inbox {
 public:
  struct Dependencies {
    Journal& journal;
    JournalReader& reader;
    Outbox& outbox;
    InlineReplyFlow& inline_replies;
    DeliveryObserver& observer;
    Backlog& backlog;
    Gate& gate;
    MessageSink& sink;
    Clock& clock;
    Random& random;
    Logger& log;
    Metrics& metrics;
    /// Called on any thread, before the message is dispatched: the store has moved the data of the
    /// user `alias` to `person`. May be null.
    std::function<void(const std::string& alias, const std::string& person)> merged = nullptr;
  };

  explicit InboxService(Dependencies dependencies);

  task<result<Accepted>> accept(Message message, std::chrono::milliseconds inline_wait) override;
  task<result<void>> report(ReceiptUpdate report) override;
  task<result<DeliveryId>> find_receipt(std::string channel, std::string receipt) override;

 private:
  /// The reason why no message may be accepted now, if any.
  std::optional<error> refusal();
  /// Sets the message's sender to the person whom the store knows by its address.
  void identify(Message& message, const Journal::AcceptResult& row);

  Dependencies dependencies_;
  Counter& accepted_;
  Counter& duplicates_;
  Counter& refused_backlog_;
  Counter& refused_disk_;
  Counter& refused_start_;
  Counter& refused_store_;
  Counter& merged_;
};

}  // namespace yak::delivery
