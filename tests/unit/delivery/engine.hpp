// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "delivery/inbox.hpp"
#include "delivery/inline/inline_reply_flow.hpp"
#include "delivery/observer/delivery_reporter.hpp"
#include "delivery/outbox/outbox.hpp"
#include "net/event_loops.hpp"
#include "yak/testing/counting_metrics.hpp"
#include "yak/testing/fake_channel.hpp"
#include "yak/testing/fake_store.hpp"
#include "yak/testing/fixed_random.hpp"
#include "yak/testing/manual_clock.hpp"
#include "yak/testing/recording_log.hpp"

namespace yak::testing {

/// Records spans instead of exporting them.
class RecordingSpans final : public observe::SpanSink {
 public:
  [[nodiscard]] bool wants() const noexcept override { return on; }
  void offer(std::vector<observe::Span> spans) override {
    if (throws) throw std::runtime_error("no exporter");
    for (observe::Span& span : spans) all.push_back(std::move(span));
  }

  bool on = true;
  bool throws = false;
  std::vector<observe::Span> all;
};

/// One event loop that the test polls, and all services of an outbox.
class Engine : public delivery::ChannelDirectory {
 public:
  Engine() : loops(1), channel(clock), backlog(1000) { use(delivery::RetryPolicy()); }

  ~Engine() override {
    outbox->stop();
    settle();
  }

  /// Replaces the outbox with one that has another retry policy.
  void use(const delivery::RetryPolicy& policy) {
    const delivery::Outbox::Dependencies dependencies{loops, store,  store,   *this,
                                                      clock, random, backlog, reporter};
    outbox = std::make_unique<delivery::Outbox>(dependencies, policy);
    inline_replies = std::make_unique<delivery::InlineReplyFlow>(
        delivery::InlineReplyFlow::Dependencies{loops, store, *outbox, clock, reporter});
  }

  [[nodiscard]] std::optional<delivery::ChannelLease> lease(
      const std::string& instance) const override {
    if (lease_throws) throw std::runtime_error("no lease");
    if (instance != "fake") return std::nullopt;
    delivery::ChannelLease found;
    found.channel = other_channel != nullptr ? other_channel : const_cast<FakeChannel*>(&channel);
    found.capabilities = channel.features;
    return found;
  }

  [[nodiscard]] std::vector<std::string> names() const override { return {"fake"}; }

  /// Runs every handler that is ready.
  void settle() {
    while (loops.loop(0).poll() > 0) {
    }
  }
  /// Wakes one sleeper at a time, so that repeated short sleeps run as often as in real time.
  void advance(std::chrono::milliseconds span) {
    const MonotonicTime end = clock.monotonic() + span;
    settle();
    while (clock.next_wake() && *clock.next_wake() <= end) {
      clock.advance_to_next();
      settle();
    }
    clock.advance(std::chrono::duration_cast<std::chrono::milliseconds>(end - clock.monotonic()));
    settle();
  }

  /// Accepts a message and commits a turn that answers it with these texts, in the trace `trace`.
  std::vector<Delivery> commit(const std::string& peer, const std::vector<std::string>& texts,
                               const TraceId& trace = {}) {
    Message message;
    message.channel = "fake";
    message.external_id = "m" + std::to_string(++last_external_);
    message.peer = peer;
    message.sender = peer;
    TurnCommit entry;
    std::optional<MessageId> id;
    run([&]() -> task<void> {
      const auto accepted = co_await store.accept(message);
      id = accepted->id;
    });
    entry.message = *id;
    for (const std::string& text : texts) {
      Delivery delivery;
      delivery.message = *id;
      delivery.channel = "fake";
      delivery.peer = peer;
      delivery.content.text = text;
      delivery.trace_id = trace;
      delivery.part = static_cast<int>(entry.deliveries.size()) + 1;
      delivery.parts = static_cast<int>(texts.size());
      delivery.created_at = clock.now();
      delivery.next_at = clock.now();
      entry.deliveries.push_back(delivery);
    }
    std::vector<Delivery> deliveries = entry.deliveries;
    run([&]() -> task<void> {
      const auto ids = co_await store.commit(entry);
      for (std::size_t i = 0; i < ids->size(); ++i) deliveries[i].id = (*ids)[i];
    });
    return deliveries;
  }

  /// The ticket of a webhook that may now write `delivery`, which was just committed.
  std::shared_ptr<delivery::InlineTicket> reply_inline(const Delivery& delivery) {
    std::shared_ptr<delivery::InlineTicket> ticket = inline_replies->open(MonotonicTime::max());
    if (!ticket->claim()) throw std::logic_error("a new ticket cannot be claimed");
    inline_replies->write(delivery, *ticket);
    return ticket;
  }

  [[nodiscard]] delivery::InboxService::Dependencies inbox_services(delivery::MessageSink& sink) {
    return {store, store, *outbox, *inline_replies, reporter, backlog,
            gate,  sink,  clock,   random,          log,      metrics};
  }

  template <class Work>
  void run(Work work) {
    bool ended = false;
    boost::asio::co_spawn(loops.loop(0), work(), [&ended](const std::exception_ptr& thrown) {
      ended = true;
      if (thrown) std::rethrow_exception(thrown);
    });
    settle();
    if (!ended) throw std::logic_error("the work still waits for something");
  }

  RecordingSpans spans;
  FakeStore store;
  ManualClock clock;
  FixedRandom random{{FixedRandom::uniform_of(0.5)}};
  RecordingLog log;
  CountingMetrics metrics;
  delivery::DeliveryReporter reporter{{clock, log, metrics, &spans}};
  net::EventLoops loops;
  FakeChannel channel;
  bool lease_throws = false;
  Channel* other_channel = nullptr;  ///< if set, leases hold this instead of `channel`
  delivery::Backlog backlog;
  delivery::Gate gate;
  std::unique_ptr<delivery::Outbox> outbox;
  std::unique_ptr<delivery::InlineReplyFlow> inline_replies;

 private:
  int last_external_ = 0;
};

}  // namespace yak::testing
