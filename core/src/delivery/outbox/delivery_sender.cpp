// SPDX-License-Identifier: Apache-2.0
#include "delivery/outbox/delivery_sender.hpp"

#include <boost/asio/this_coro.hpp>
#include <utility>
#include <vector>

#include "base/async/activity.hpp"
#include "delivery/outbox/channel_calls.hpp"
#include "yak/event.hpp"

namespace yak::delivery {
namespace asio = boost::asio;
using std::chrono::milliseconds;
namespace {

/// How often a queue whose channel is disabled looks again, if nothing wakes it.
constexpr milliseconds kChannelAbsent{60'000};

}  // namespace

std::optional<milliseconds> DeliverySender::send_interval(const std::string& channel) const {
  const auto lease = services_.channels.lease(channel);
  if (!lease) return std::nullopt;
  return lease->capabilities.send_interval;
}

std::optional<DeliveryStep> DeliverySender::step_without_call(const Outgoing& outgoing) const {
  const Delivery& delivery = outgoing.delivery;
  // An exception ended the step that began the send, so that its outcome is unknown. First, because
  // a delivery that may have been sent must not expire as one that was not.
  if (delivery.state == DeliveryState::sending) {
    return machine_.after_send(delivery, SendOutcome::unknown("an exception interrupted the send"),
                               now_of(outgoing), services_.random.uniform());
  }
  if (machine_.is_expired(delivery, now_of(outgoing))) return DeliveryMachine::expire(delivery);
  // A status callback came before the doubt was recorded.
  if (delivery.state == DeliveryState::in_doubt && !delivery.receipt.empty()) {
    return DeliveryMachine::confirm(delivery, delivery.receipt);
  }
  return std::nullopt;
}

task<bool> DeliverySender::advance(DeliveryQueue& queue) {
  Outgoing& outgoing = queue.front();
  const Delivery& delivery = outgoing.delivery;
  if (outgoing.is_erased) {
    services_.observer.dropped(delivery);
    co_return true;
  }
  if (outgoing.taken) co_return end_confirmed(outgoing);
  if (const auto step = step_without_call(outgoing)) co_return co_await record(queue, *step);
  const bool doubted = delivery.state == DeliveryState::in_doubt;
  const auto interval = send_interval(delivery.channel);
  if (!interval) {
    services_.observer.waits_for_channel(delivery);
    co_await rest(queue, kChannelAbsent, true);
    co_return false;
  }
  co_await wait_until_due(queue, doubted ? milliseconds(0) : *interval);
  if (services_.stopping || outgoing.is_over()) co_return false;
  // Leased after the wait, which may be long, to send with the current channel instance.
  const auto lease = services_.channels.lease(delivery.channel);
  if (!lease) co_return false;
  const Capabilities& can = lease->capabilities;
  if (can.reply_window.count() > 0 &&
      !services_.window.is_just_answered(outgoing, can.reply_window)) {
    if (const auto late = co_await check_window(outgoing, can)) {
      co_return co_await record(queue, *late);
    }
  }
  const base::ActivityScope activity(lease->label, doubted ? "find" : "send", delivery.message);
  if (doubted) co_return co_await look_up(queue, *lease->channel);
  co_return co_await send_once(queue, *lease->channel);
}

task<std::optional<DeliveryStep>> DeliverySender::check_window(Outgoing& outgoing,
                                                               const Capabilities& can) {
  Delivery& delivery = outgoing.delivery;
  const bool closed = co_await services_.window.is_closed(outgoing, can.reply_window);
  delivery.window_closed = closed && can.window_template;
  if (!closed || can.window_template || delivery.state == DeliveryState::in_doubt) {
    co_return std::nullopt;
  }
  co_return DeliveryMachine::reply_window_closed(delivery, can.reply_window);
}

bool DeliverySender::end_confirmed(const Outgoing& outgoing) {
  services_.observer.confirmed(outgoing.delivery);
  return true;
}

task<void> DeliverySender::rest(DeliveryQueue& queue, milliseconds span, bool is_stranded) {
  Event over;
  const auto loop = co_await asio::this_coro::executor;
  const auto alarm =
      services_.clock.set_alarm(loop, services_.clock.monotonic() + span, [&over] { over.set(); });
  queue.set_waiting(&over, is_stranded);
  --services_.active;
  co_await over.wait();
  ++services_.active;
  queue.set_waiting(nullptr);
}

task<void> DeliverySender::wait_until_due(DeliveryQueue& queue, milliseconds interval) {
  const Outgoing& outgoing = queue.front();
  const Delivery& delivery = outgoing.delivery;
  const milliseconds due = delivery.next_at - now_of(outgoing);
  if (due.count() > 0) co_await rest(queue, due);
  MonotonicTime now = services_.clock.monotonic();
  MonotonicTime slot = services_.pacer.reserve(delivery.channel, delivery.from, interval, now);
  while (slot > now && !services_.stopping && !outgoing.is_over()) {
    co_await rest(queue, std::chrono::ceil<milliseconds>(slot - now));
    now = services_.clock.monotonic();
    slot = services_.pacer.paused_until(delivery.channel);
  }
}

task<bool> DeliverySender::send_once(DeliveryQueue& queue, Channel& channel) {
  Outgoing& outgoing = queue.front();
  const Delivery& delivery = outgoing.delivery;
  co_await record(queue, DeliveryMachine::begin(delivery));
  if (delivery.state != DeliveryState::sending) co_return false;
  const MonotonicTime began = services_.clock.monotonic();
  const SendOutcome outcome = co_await send_by(channel, delivery);
  const MonotonicTime ended = services_.clock.monotonic();
  services_.observer.attempted(delivery, outcome, ended - began);
  if (outcome.pauses_sender) {
    services_.pacer.pause(delivery.channel, ended + outcome.wait.value_or(milliseconds(0)));
  }
  // A callback may come before the response, or without one.
  if (outgoing.taken && outcome.kind != SendOutcome::Kind::sent) co_return end_confirmed(outgoing);
  const DeliveryStep step =
      machine_.after_send(delivery, outcome, now_of(outgoing), services_.random.uniform());
  co_return co_await record(queue, step);
}

task<bool> DeliverySender::look_up(DeliveryQueue& queue, Channel& channel) {
  Outgoing& outgoing = queue.front();
  const Delivery& delivery = outgoing.delivery;
  const MonotonicTime began = services_.clock.monotonic();
  const LookupAnswer answer = co_await find_by(channel, delivery);
  services_.observer.looked_up(delivery, answer.lookup.kind, answer.failure, answer.threw,
                               services_.clock.monotonic() - began);
  if (outgoing.taken) co_return end_confirmed(outgoing);
  ++outgoing.looks;
  const DeliveryStep step =
      machine_.after_lookup(delivery, answer.lookup, outgoing.looks, now_of(outgoing));
  co_return co_await record(queue, step);
}

task<bool> DeliverySender::record(DeliveryQueue& queue, const DeliveryStep& step) {
  const std::vector<DeliveryStep> later = queue.later_steps(step);
  const StepRecorder::Outcome outcome = co_await recorder_.record(step, later);
  if (outcome == StepRecorder::Outcome::stopped) co_return false;
  const bool is_gone = outcome == StepRecorder::Outcome::gone;
  for (const DeliveryStep& fallen : later) {
    const std::optional<Delivery> removed = queue.remove(fallen.update.id);
    if (!removed) continue;
    // Without the first part, a later one may be dead now or belong to a newer owner.
    if (!is_gone) services_.observer.recorded(*removed, fallen);
    services_.backlog.remove();
  }
  Outgoing& outgoing = queue.front();
  if (is_gone) {
    outgoing.is_erased = true;
    co_return false;  // The next `advance` ends it.
  }
  services_.observer.recorded(outgoing.delivery, step);
  if (step.update.state != DeliveryState::in_doubt) outgoing.looks = 0;
  DeliveryMachine::apply(outgoing.delivery, step.update);
  co_return step.is_final;
}

}  // namespace yak::delivery
