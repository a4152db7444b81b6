// SPDX-License-Identifier: Apache-2.0
#include "delivery/observer/outbox_metrics.hpp"

#include <string_view>

namespace yak::delivery {
namespace {

std::string_view state_name(DeliveryState state) {
  switch (state) {
    case DeliveryState::pending: return "pending";
    case DeliveryState::sending: return "sending";
    case DeliveryState::sent: return "sent";
    case DeliveryState::dead: return "dead";
    case DeliveryState::in_doubt: return "in_doubt";
  }
  return "unknown";
}

Counter& final_counter(Metrics& metrics, const char* state) {
  return metrics.counter("yak_deliveries_total", "Deliveries by how they ended",
                         {{"state", state}});
}

Counter& reconciled(Metrics& metrics, const char* result) {
  return metrics.counter("yak_send_reconciled_total",
                         "Sends whose outcome was unknown and became known, by outcome and source",
                         {{"result", result}});
}

}  // namespace

OutboxMetrics::OutboxMetrics(Metrics& metrics, Logger& log)
    : log_(log),
      sent_(final_counter(metrics, "sent")),
      dead_(final_counter(metrics, "dead")),
      retried_(metrics.counter("yak_send_retried_total", "Sends postponed for a retry")),
      resent_(metrics.counter("yak_send_resent_total",
                              "Sends made again although an earlier one may have been taken")),
      found_(reconciled(metrics, "found")),
      absent_(reconciled(metrics, "absent")),
      told_(reconciled(metrics, "callback")),
      in_doubt_(metrics.gauge("yak_send_in_doubt", "Deliveries whose outcome is unknown now")) {}

void OutboxMetrics::note_inline_sent() { sent_.add(); }

void OutboxMetrics::note_doubt() { in_doubt_.add(1); }

void OutboxMetrics::note_taken(const Delivery& delivery) {
  sent_.add();
  if (delivery.state != DeliveryState::in_doubt) return;
  told_.add();
  in_doubt_.add(-1);
}

void OutboxMetrics::note(const Delivery& delivery, const DeliveryStep& step) {
  const DeliveryState after = step.update.state;
  count_doubt(delivery.state, step);
  if (after == DeliveryState::sent) sent_.add();
  if (after == DeliveryState::dead) dead_.add();
  if (after == DeliveryState::pending) retried_.add();
  if (after == DeliveryState::sending || after == DeliveryState::sent) return;
  write_log(delivery, step);
}

void OutboxMetrics::count_doubt(DeliveryState before, const DeliveryStep& step) {
  const DeliveryState after = step.update.state;
  if (before == after) return;
  if (after == DeliveryState::in_doubt) in_doubt_.add(1);
  if (before != DeliveryState::in_doubt) return;
  in_doubt_.add(-1);
  if (after == DeliveryState::sent) found_.add();
  if (after == DeliveryState::pending) (step.resends ? resent_ : absent_).add();
}

void OutboxMetrics::write_log(const Delivery& delivery, const DeliveryStep& step) {
  const DeliveryState after = step.update.state;
  const bool looks_again = delivery.state == after;
  LogLevel level = looks_again ? LogLevel::debug : LogLevel::warn;
  if (after == DeliveryState::dead) level = LogLevel::error;
  log_.write(level, after == DeliveryState::dead ? "delivery given up" : "delivery postponed",
             {{"delivery", delivery.id},
              {"message", delivery.message},
              {"channel", delivery.channel},
              {"to", log_.address(delivery.peer)},
              {"part", delivery.part},
              {"attempt", delivery.attempts},
              {"state", state_name(after)},
              {"reason", step.update.failure.value_or(delivery.failure)}});
}

}  // namespace yak::delivery
