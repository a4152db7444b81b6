// SPDX-License-Identifier: Apache-2.0
#include "delivery/outbox/delivery_queue.hpp"

#include <algorithm>
#include <utility>

namespace yak::delivery {
namespace {

/// Whether `delivery` is a later part of the same reply and still pending.
bool is_later_part(const Delivery& delivery, const Delivery& earlier) {
  return delivery.message == earlier.message && delivery.part > earlier.part &&
         delivery.state == DeliveryState::pending;
}

auto find_delivery(std::deque<Outgoing>& waiting, DeliveryId delivery) {
  return std::ranges::find_if(
      waiting, [delivery](const Outgoing& outgoing) { return outgoing.delivery.id == delivery; });
}

}  // namespace

void DeliveryQueue::add(Delivery delivery, std::chrono::milliseconds to_wall) {
  Outgoing& outgoing = waiting_.emplace_back();
  outgoing.delivery = std::move(delivery);
  outgoing.to_wall = to_wall;
}

void DeliveryQueue::confirm(DeliveryId delivery, const std::string& receipt) {
  const auto found = find_delivery(waiting_, delivery);
  if (found == waiting_.end()) return;
  found->taken = receipt;
  if (found == waiting_.begin()) wake();
}

void DeliveryQueue::erase_all() {
  for (Outgoing& outgoing : waiting_) outgoing.is_erased = true;
  wake();
}

std::vector<DeliveryStep> DeliveryQueue::later_steps(const DeliveryStep& first) const {
  std::vector<DeliveryStep> steps;
  if (first.update.state != DeliveryState::dead) return steps;
  const Delivery& dead = waiting_.front().delivery;
  for (const Outgoing& outgoing : waiting_) {
    if (!is_later_part(outgoing.delivery, dead)) continue;
    steps.push_back(DeliveryMachine::fail_after_part(outgoing.delivery, dead,
                                                     first.update.failure.value_or("")));
  }
  return steps;
}

std::optional<Delivery> DeliveryQueue::remove(DeliveryId delivery) {
  const auto found = find_delivery(waiting_, delivery);
  if (found == waiting_.end() || found == waiting_.begin()) return std::nullopt;
  std::optional<Delivery> removed = std::move(found->delivery);
  waiting_.erase(found);
  return removed;
}

void DeliveryQueue::set_waiting(Event* over, bool is_stranded) noexcept {
  over_ = over;
  is_stranded_ = is_stranded;
}

void DeliveryQueue::wake() {
  if (over_ != nullptr) over_->set();
}

void DeliveryQueue::wake_if_stranded() {
  if (is_stranded_) wake();
}

}  // namespace yak::delivery
