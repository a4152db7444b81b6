// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "delivery/observer/delivery_metrics.hpp"
#include "delivery/observer/delivery_observer.hpp"
#include "observe/tracing/span.hpp"
#include "yak/log.hpp"

namespace yak::delivery {

/// Reports deliveries to the operator: log lines, metrics, and spans in the traces of their
/// messages. A delivery without a trace id has no spans.
class DeliveryReporter final : public DeliveryObserver {
 public:
  /// All must outlive it.
  struct Dependencies {
    Clock& clock;
    Logger& log;
    Metrics& metrics;
    observe::SpanSink* spans = nullptr;  ///< receives spans; may be null
  };

  explicit DeliveryReporter(Dependencies dependencies)
      : dependencies_(dependencies), metrics_(dependencies.metrics) {}

  void queued(const Delivery& delivery) override;
  void waits_for_channel(const Delivery& delivery) override;
  void attempted(const Delivery& delivery, const SendOutcome& outcome,
                 MonotonicTime::duration took) override;
  void looked_up(const Delivery& delivery, Lookup::Kind found, const std::string& failure,
                 bool threw, MonotonicTime::duration took) override;
  void recorded(const Delivery& before, const DeliveryStep& step) override;
  void not_recorded(const DeliveryUpdate& change, const error& failure) override;
  void confirmed(const Delivery& delivery) override;
  void dropped(const Delivery& delivery) override;
  void replied_inline(const Delivery& delivery, bool whole, MonotonicTime::duration took) override;
  void inline_unrecorded(std::size_t count, DeliveryId first,
                         const std::optional<error>& failure) override;
  void interrupted(std::string_view part, const std::exception_ptr& thrown) override;
  void reported(const ReceiptUpdate& report, const ReportResult& result) override;

 private:
  /// Whether spans of this trace are exported.
  [[nodiscard]] bool exports(const TraceId& trace) const noexcept;
  void offer(observe::Span span);
  void log_step(const Delivery& before, const DeliveryStep& step);

  Dependencies dependencies_;
  DeliveryMetrics metrics_;
};

}  // namespace yak::delivery
