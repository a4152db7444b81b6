// SPDX-License-Identifier: Apache-2.0
#include "delivery/observer/delivery_metrics.hpp"

namespace yak::delivery {
namespace {

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

DeliveryMetrics::DeliveryMetrics(Metrics& metrics)
    : sent_(final_counter(metrics, "sent")),
      dead_(final_counter(metrics, "dead")),
      retried_(metrics.counter("yak_send_retried_total", "Sends postponed for a retry")),
      resent_(metrics.counter("yak_send_resent_total",
                              "Sends made again although an earlier one may have been taken")),
      found_(reconciled(metrics, "found")),
      absent_(reconciled(metrics, "absent")),
      called_back_(reconciled(metrics, "callback")),
      in_doubt_(metrics.gauge("yak_send_in_doubt", "Deliveries whose outcome is unknown now")),
      unrecorded_(metrics.counter("yak_inline_unrecorded_total",
                                  "Inline replies that were written but not recorded as sent; "
                                  "the next start looks them up")),
      doubled_(metrics.counter("yak_send_doubled_total",
                               "Status reports of an earlier send of a delivery that was sent "
                               "again")) {}

void DeliveryMetrics::recorded(const Delivery& before, const DeliveryStep& step) {
  const DeliveryState after = step.update.state;
  count_doubt(before.state, step);
  if (after == DeliveryState::sent) sent_.add();
  if (after == DeliveryState::dead) dead_.add();
  if (after == DeliveryState::pending) retried_.add();
}

void DeliveryMetrics::confirmed(const Delivery& delivery) {
  sent_.add();
  if (delivery.state != DeliveryState::in_doubt) return;
  called_back_.add();
  in_doubt_.add(-1);
}

void DeliveryMetrics::count_doubt(DeliveryState before, const DeliveryStep& step) {
  const DeliveryState after = step.update.state;
  if (before == after) return;
  if (after == DeliveryState::in_doubt) in_doubt_.add(1);
  if (before != DeliveryState::in_doubt) return;
  in_doubt_.add(-1);
  if (after == DeliveryState::sent) found_.add();
  if (after == DeliveryState::pending) (step.resends ? resent_ : absent_).add();
}

}  // namespace yak::delivery
