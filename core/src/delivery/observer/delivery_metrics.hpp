// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "delivery/outbox/delivery_machine.hpp"
#include "yak/metrics.hpp"

namespace yak::delivery {

/// Counts how deliveries go. Thread-safe.
class DeliveryMetrics {
 public:
  explicit DeliveryMetrics(Metrics& metrics);

  /// A step that the journal has recorded; `before` is the delivery before it.
  void recorded(const Delivery& before, const DeliveryStep& step);
  /// A status callback confirmed the delivery, which may have been in doubt.
  void confirmed(const Delivery& delivery);
  /// A delivery was queued in doubt.
  void became_doubtful() { in_doubt_.add(1); }
  /// A delivery in doubt is no longer this process's.
  void doubt_dropped() { in_doubt_.add(-1); }
  void replied_inline() { sent_.add(); }
  void inline_unrecorded(std::size_t count) { unrecorded_.add(static_cast<double>(count)); }
  void sent_twice() { doubled_.add(); }

 private:
  void count_doubt(DeliveryState before, const DeliveryStep& step);

  Counter& sent_;
  Counter& dead_;
  Counter& retried_;
  Counter& resent_;
  Counter& found_;
  Counter& absent_;
  Counter& called_back_;
  Gauge& in_doubt_;
  Counter& unrecorded_;
  Counter& doubled_;
};

}  // namespace yak::delivery
