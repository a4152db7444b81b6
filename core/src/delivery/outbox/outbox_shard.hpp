// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>

#include "delivery/outbox/delivery_queue.hpp"
#include "delivery/outbox/delivery_sender.hpp"
#include "delivery/outbox/outbox_services.hpp"

namespace yak::delivery {

/// The queues of the conversations that belong to one event loop. Call its functions on that loop
/// only.
class OutboxShard {
 public:
  /// Both must outlive it; `services` also the loop's coroutines.
  OutboxShard(boost::asio::io_context& loop, OutboxServices& services, const RetryPolicy& policy)
      : loop_(loop), services_(services), sender_(services, policy) {}
  OutboxShard(const OutboxShard&) = delete;
  OutboxShard& operator=(const OutboxShard&) = delete;

  /// Takes deliveries over and starts the queues that are new. `resumed`: of an earlier run, so
  /// that their age is counted by the wall clock.
  void take(std::span<Delivery> deliveries, bool resumed);
  [[nodiscard]] bool is_idle(const ConversationKey& conversation) const {
    return !queues_.contains(conversation);
  }
  /// As Outbox::watch_busy.
  bool watch_busy(const ConversationKey& conversation, const std::shared_ptr<Event>& idle);
  void confirm(const ConversationKey& conversation, DeliveryId delivery,
               const std::string& receipt);
  void forget(const ConversationKey& conversation);
  void set_policy(const RetryPolicy& policy) { sender_.set_policy(policy); }
  void wake_all();
  void wake_stranded();

 private:
  /// Adds a delivery to its queue. True if the queue is new and must be started.
  bool put(const ConversationKey& key, Delivery delivery, bool resumed);
  void start(const ConversationKey& key);
  /// Sends until the queue is empty or the outbox stops. `take` has counted it as active.
  task<void> run_queue(ConversationKey key);

  boost::asio::io_context& loop_;
  OutboxServices& services_;
  DeliverySender sender_;
  std::unordered_map<ConversationKey, DeliveryQueue> queues_;
};

}  // namespace yak::delivery
