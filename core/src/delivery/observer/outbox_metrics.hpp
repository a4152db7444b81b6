// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "delivery/outbox/delivery_machine.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"

namespace yak::delivery {

/// Counts and logs the outcomes of deliveries. Thread-safe.
class OutboxMetrics {
 public:
  OutboxMetrics(Metrics& metrics, Logger& log);

  /// A step that the journal has recorded; `delivery` is the state before it.
  void note(const Delivery& delivery, const DeliveryStep& step);
  /// A status callback confirmed the delivery, which may have been in doubt.
  void note_taken(const Delivery& delivery);
  void note_inline_sent();
  /// A delivery was queued in doubt.
  void note_doubt();

 private:
  void count_doubt(DeliveryState before, const DeliveryStep& step);
  void write_log(const Delivery& delivery, const DeliveryStep& step);

  Logger& log_;
  Counter& sent_;
  Counter& dead_;
  Counter& retried_;
  Counter& resent_;
  Counter& found_;
  Counter& absent_;
  Counter& told_;
  Gauge& in_doubt_;
};

}  // namespace yak::delivery
