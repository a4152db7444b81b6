// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/async/waiter_list.hpp"
#include "delivery/outbox/delivery_machine.hpp"
#include "delivery/outbox/outgoing.hpp"
#include "yak/event.hpp"

namespace yak::delivery {

/// The deliveries of one conversation that are not final, in order; the first is being sent. Has no
/// I/O and no clock. Not thread-safe: it lives on the conversation's loop.
class DeliveryQueue {
 public:
  [[nodiscard]] bool empty() const noexcept { return waiting_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return waiting_.size(); }
  /// The queue must not be empty. The reference stays valid until a delivery is removed, whichever.
  [[nodiscard]] Outgoing& front() { return waiting_.front(); }
  /// `to_wall`: see Outgoing.
  void add(Delivery delivery, std::chrono::milliseconds to_wall);
  void pop_front() { waiting_.pop_front(); }

  /// The service reported that it has this delivery. Wakes the queue if it is the first.
  void confirm(DeliveryId delivery, const std::string& receipt);
  /// The journal has erased all deliveries. Wakes the queue.
  void erase_all();
  /// The steps of the later parts of the reply, if `first` makes the first delivery dead.
  [[nodiscard]] std::vector<DeliveryStep> later_steps(const DeliveryStep& first) const;
  /// Removes a delivery behind the first and returns it, if it is there.
  std::optional<Delivery> remove(DeliveryId delivery);

  /// The queue rests until `over` is set; null: it rests no more. `is_stranded`: because its
  /// channel is disabled.
  void set_waiting(Event* over, bool is_stranded = false) noexcept;
  /// Sets `ended` at `notify_end`.
  void watch_end(const std::shared_ptr<Event>& ended) { waiters_.add(ended); }
  void notify_end() { waiters_.set_all(); }
  void wake();
  void wake_if_stranded();

 private:
  std::deque<Outgoing> waiting_;
  Event* over_ = nullptr;
  bool is_stranded_ = false;
  base::WaiterList waiters_;  ///< for the end of the queue
};

}  // namespace yak::delivery
