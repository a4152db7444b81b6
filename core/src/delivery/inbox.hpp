#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "delivery/backlog.hpp"
#include "delivery/delivery_spans.hpp"
#include "delivery/gate.hpp"
#include "delivery/inline_ticket.hpp"
#include "delivery/outbox.hpp"
#include "yak/channel.hpp"
#include "yak/clock.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"
#include "yak/store.hpp"

namespace yak::delivery {

/// How a message comes to its lane.
enum class Arrival : std::uint8_t {
  fresh,    ///< just accepted
  resumed,  ///< accepted long ago: by an earlier run, or brought back by an operator
  excess,   ///< just accepted, although too many wait: it is to be ended unread, unless a command
};

/// Takes accepted messages on their way to the conversation's lane.
class MessageSink {
 public:
  virtual ~MessageSink() = default;
  /// Called from any thread. `ticket` may be null.
  virtual void dispatch(Message message, std::shared_ptr<InlineTicket> ticket, Arrival arrival) = 0;
};

/// The way in: durable first, then to the lane.
class InboxService final : public Inbox {
 public:
  struct Services {
    Store& store;
    Outbox& outbox;
    Backlog& backlog;
    Gate& gate;
    MessageSink& sink;
    Clock& clock;
    Logger& log;
    Metrics& metrics;
    DeliverySpans* spans = nullptr;  ///< tells a collector; may be null
    /// Called from any thread, before the message that showed it is dispatched: what the store kept
    /// of the user `alias` is `person`'s from now on. May be null.
    std::function<void(const std::string& alias, const std::string& person)> merged = nullptr;
  };

  explicit InboxService(Services services);

  task<result<Accepted>> accept(Message message, std::chrono::milliseconds inline_wait) override;
  task<result<void>> report(StatusReport report) override;

 private:
  /// Why nothing may come in now, if so.
  std::optional<error> refusal();
  /// Makes the message the one of the person whom the store knows its sender as.
  void identify(Message& message, const Store::AcceptResult& row);
  void note_sent_twice(const StatusReport& report);

  Services services_;
  Counter& accepted_;
  Counter& duplicates_;
  Counter& refused_backlog_;
  Counter& refused_disk_;
  Counter& refused_start_;
  Counter& refused_store_;
  Counter& merged_;
  Counter& doubled_;
};

}  // namespace yak::delivery
