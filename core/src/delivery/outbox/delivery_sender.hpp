// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "delivery/outbox/delivery_machine.hpp"
#include "delivery/outbox/delivery_queue.hpp"
#include "delivery/outbox/outbox_services.hpp"
#include "delivery/outbox/step_recorder.hpp"

namespace yak::delivery {

/// Advances the first delivery of a queue: waits until it is due, sends it or looks it up, and
/// records what DeliveryMachine makes of the outcome. Belongs to one event loop and serves all of
/// its queues. Not thread-safe.
class DeliverySender {
 public:
  /// `services` must outlive it.
  DeliverySender(OutboxServices& services, RetryPolicy policy)
      : services_(services), machine_(std::move(policy)), recorder_(services) {}

  /// One attempt or lookup of the first delivery. True if it is final. `queue` must stay valid
  /// until the task ends.
  task<bool> advance(DeliveryQueue& queue);
  /// Applies to all later steps.
  void set_policy(const RetryPolicy& policy) { machine_ = DeliveryMachine(policy); }
  /// The wait from when a send becomes in doubt until the first lookup.
  [[nodiscard]] std::chrono::milliseconds first_look() const { return machine_.first_look(); }
  /// The longest wait of a delivery that an earlier process left.
  [[nodiscard]] std::chrono::milliseconds longest_wait() const { return machine_.longest_wait(); }

 private:
  // These act on the first delivery.
  task<bool> send_once(DeliveryQueue& queue, Channel& channel);
  task<bool> look_up(DeliveryQueue& queue, Channel& channel);
  /// The step of a delivery that is final without a call to its channel, if it is.
  [[nodiscard]] std::optional<DeliveryStep> step_without_call(const Outgoing& outgoing) const;
  /// Sets `window_closed`. Returns the step of a delivery that comes too late, if it does.
  task<std::optional<DeliveryStep>> check_window(Outgoing& outgoing, const Capabilities& can);
  task<void> wait_until_due(DeliveryQueue& queue, std::chrono::milliseconds interval);
  /// Sleeps, without counting as active. Ends early if the queue is woken.
  task<void> rest(DeliveryQueue& queue, std::chrono::milliseconds span, bool is_stranded = false);
  /// Records a step. If the delivery is dead, records the later parts of its reply as dead too.
  /// True if it is final.
  task<bool> record(DeliveryQueue& queue, const DeliveryStep& step);
  /// Ends a delivery that the journal already has as sent.
  bool end_confirmed(const Outgoing& outgoing);
  /// The minimum interval between two sends; nothing if the channel is disabled.
  [[nodiscard]] std::optional<std::chrono::milliseconds> send_interval(
      const std::string& channel) const;
  [[nodiscard]] WallTime now_of(const Outgoing& outgoing) const {
    return outgoing.at(services_.clock.monotonic());
  }

  OutboxServices& services_;
  DeliveryMachine machine_;
  StepRecorder recorder_;
};

}  // namespace yak::delivery
