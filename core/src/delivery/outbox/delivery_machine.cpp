// SPDX-License-Identifier: Apache-2.0
#include "delivery/outbox/delivery_machine.hpp"

#include <algorithm>

#include "yak/store/dead_letters.hpp"

namespace yak::delivery {
namespace {

constexpr const char* kHeldText =
    "; it is unknown whether the service took it, and delivery.in_doubt is hold: retry it if the "
    "person did not receive it";

DeliveryStep final_step(const Delivery& delivery, DeliveryState state) {
  DeliveryStep step;
  step.update = DeliveryUpdate(delivery.id, state);
  step.is_final = true;
  return step;
}

DeliveryStep sent_step(const Delivery& delivery, const std::string& receipt) {
  DeliveryStep step = final_step(delivery, DeliveryState::sent);
  step.update.receipt = receipt;
  step.update.failure = "";
  return step;
}

DeliveryStep dead_step(const Delivery& delivery, const std::string& reason) {
  DeliveryStep step = final_step(delivery, DeliveryState::dead);
  step.update.failure = reason;
  return step;
}

}  // namespace

DeliveryStep DeliveryMachine::begin(const Delivery& delivery) {
  DeliveryStep step;
  step.update = DeliveryUpdate(delivery.id, DeliveryState::sending);
  step.update.attempts = delivery.attempts + 1;
  return step;
}

DeliveryStep DeliveryMachine::after_send(const Delivery& delivery, const SendOutcome& outcome,
                                         WallTime now, double uniform) const {
  switch (outcome.kind) {
    case SendOutcome::Kind::sent: return sent_step(delivery, outcome.receipt);
    case SendOutcome::Kind::rejected: return dead_step(delivery, outcome.reason);
    case SendOutcome::Kind::retry: {
      const auto wait = std::max(outcome.wait.value_or(std::chrono::milliseconds(0)),
                                 delay(delivery.attempts, uniform));
      return try_later(delivery, outcome.reason, wait, now);
    }
    case SendOutcome::Kind::unknown: break;
  }
  DeliveryStep step;
  step.update = DeliveryUpdate(delivery.id, DeliveryState::in_doubt);
  step.update.failure = outcome.reason;
  step.update.next_at = now + first_look();
  return step;
}

DeliveryStep DeliveryMachine::after_lookup(const Delivery& delivery, const Lookup& lookup,
                                           int looks, WallTime now) const {
  if (lookup.kind == Lookup::Kind::found) return sent_step(delivery, lookup.receipt);
  const auto& times = policy_.look_up_after;
  const auto done = static_cast<std::size_t>(std::max(looks, 1));
  if (done < times.size()) {
    DeliveryStep step;
    step.update = DeliveryUpdate(delivery.id, DeliveryState::in_doubt);
    step.update.next_at = now + (times[done] - times[done - 1]);
    return step;
  }
  if (policy_.hold) return dead_step(delivery, "held: " + delivery.failure + kHeldText);
  // The lookups have taken long enough; send without a further wait.
  DeliveryStep step = try_later(delivery, delivery.failure, std::chrono::milliseconds(0), now);
  step.resends = !step.is_final && lookup.kind == Lookup::Kind::unknown;
  return step;
}

DeliveryStep DeliveryMachine::confirm(const Delivery& delivery, const std::string& receipt) {
  return sent_step(delivery, receipt);
}

std::chrono::milliseconds DeliveryMachine::longest_wait() const {
  constexpr std::chrono::hours kLongestRetryAfter{1};
  return std::max(
      {policy_.cap, policy_.look_up_after.back(), std::chrono::milliseconds(kLongestRetryAfter)});
}

bool DeliveryMachine::is_expired(const Delivery& delivery, WallTime now) const {
  return now - delivery.created_at >= policy_.lifetime;
}

DeliveryStep DeliveryMachine::expire(const Delivery& delivery) {
  return dead_step(delivery, delivery.failure.empty()
                                 ? "its lifetime ended before it could be sent"
                                 : "its lifetime ended; last error: " + delivery.failure);
}

DeliveryStep DeliveryMachine::reply_window_closed(const Delivery& delivery,
                                                  std::chrono::milliseconds window) {
  // Services give it in hours: "the 24-hour window".
  const std::string span =
      std::to_string(std::chrono::ceil<std::chrono::hours>(window).count()) + " hours";
  return dead_step(delivery,
                   "the reply window is closed: this person last wrote more than " + span +
                       " ago, and the service takes replies for " + span +
                       " only; configure a template for this case (window_template), or retry "
                       "once they have written again");
}

DeliveryStep DeliveryMachine::fail_after_part(const Delivery& delivery, const Delivery& earlier,
                                              const std::string& reason) {
  const std::string name = to_string(DeadLetterId(DeadLetterId::Kind::delivery, earlier.id));
  return dead_step(delivery, "part " + std::to_string(earlier.part) + " of " +
                                 std::to_string(earlier.parts) + " (" + name +
                                 ") was not sent; `yak dead-letters retry " + name +
                                 "` sends all parts in order: " + reason);
}

void DeliveryMachine::apply(Delivery& delivery, const DeliveryUpdate& update) {
  delivery.state = update.state;
  if (update.attempts) delivery.attempts = *update.attempts;
  if (update.next_at) delivery.next_at = *update.next_at;
  if (update.receipt) delivery.receipt = *update.receipt;
  if (update.failure) delivery.failure = *update.failure;
}

DeliveryStep DeliveryMachine::try_later(const Delivery& delivery, const std::string& reason,
                                        std::chrono::milliseconds wait, WallTime now) const {
  if (now + wait - delivery.created_at >= policy_.lifetime) {
    return dead_step(delivery, "gave up after " + std::to_string(delivery.attempts) +
                                   " attempts; last error: " + reason);
  }
  DeliveryStep step;
  step.update = DeliveryUpdate(delivery.id, DeliveryState::pending);
  step.update.next_at = now + wait;
  step.update.failure = reason;
  return step;
}

std::chrono::milliseconds DeliveryMachine::delay(int attempts, double uniform) const {
  constexpr int kMaxDoublings = 30;
  const int doublings = std::clamp(attempts - 1, 0, kMaxDoublings);
  const auto ceiling = std::min(policy_.cap, policy_.base * (std::int64_t{1} << doublings));
  return std::chrono::duration_cast<std::chrono::milliseconds>(ceiling * uniform);
}

}  // namespace yak::delivery
