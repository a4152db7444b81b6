// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

#include "observe/tracing/span.hpp"
#include "yak/channel.hpp"
#include "yak/clock.hpp"
#include "yak/store/journal.hpp"

namespace yak::delivery {

/// Exports spans of deliveries to a trace collector, each in the trace of its message. Deliveries
/// without a trace id are not exported. Does nothing if no collector is configured. Thread-safe.
/// The constructor's arguments must outlive it.
class DeliverySpans {
 public:
  /// The most inline replies whose beginning is known.
  static constexpr std::size_t kKnown = 8'192;

  DeliverySpans(observe::SpanSink& sink, Clock& clock) : sink_(sink), clock_(clock) {}

  /// Records the time of an inline reply that was just committed.
  void note(const Delivery& delivery);
  /// One send attempt, which began at `began`.
  void sent(const Delivery& delivery, const SendOutcome& outcome, MonotonicTime began);
  /// One lookup. `failure` is the reason why the channel could not answer.
  void looked(const Delivery& delivery, Lookup::Kind found, const std::string& failure,
              MonotonicTime began);
  /// An inline reply and whether it was written `whole`.
  void replied(const Delivery& delivery, bool whole);
  /// A reported status that the journal has recorded.
  void reported(const ReceiptUpdate& report, const ReportResult& result);

 private:
  struct Known {
    DeliveryId delivery = 0;
    MonotonicTime at{};
  };

  [[nodiscard]] bool wants(const TraceId& trace) const noexcept;
  void offer(observe::Span span);

  observe::SpanSink& sink_;
  Clock& clock_;
  std::mutex mutex_;
  /// Indexed by the remainder of the delivery's id. Ids ascend, so a new delivery replaces the
  /// oldest.
  std::vector<Known> known_;
};

}  // namespace yak::delivery
