// SPDX-License-Identifier: Apache-2.0
#include "delivery/observer/delivery_spans.hpp"

#include "delivery/observer/delivery_span.hpp"

namespace yak::delivery {
namespace {

std::size_t place_of(DeliveryId delivery) {
  return static_cast<std::size_t>(delivery) % DeliverySpans::kKnown;
}

}  // namespace

void DeliverySpans::note(const Delivery& delivery) {
  if (!wants(delivery.trace_id)) return;
  const MonotonicTime now = clock_.monotonic();
  const std::lock_guard lock(mutex_);
  if (known_.empty()) known_.resize(kKnown);
  known_[place_of(delivery.id)] = {delivery.id, now};
}

void DeliverySpans::sent(const Delivery& delivery, const SendOutcome& outcome,
                         MonotonicTime began) {
  if (!wants(delivery.trace_id)) return;
  offer(send_span(delivery, outcome, clock_.now(), clock_.monotonic() - began));
}

void DeliverySpans::looked(const Delivery& delivery, Lookup::Kind found, const std::string& failure,
                           MonotonicTime began) {
  if (!wants(delivery.trace_id)) return;
  offer(look_span(delivery, found, failure, clock_.now(), clock_.monotonic() - began));
}

void DeliverySpans::replied(const Delivery& delivery, bool whole) {
  if (!wants(delivery.trace_id)) return;
  const MonotonicTime now = clock_.monotonic();
  MonotonicTime began = now;
  {
    const std::lock_guard lock(mutex_);
    if (!known_.empty() && known_[place_of(delivery.id)].delivery == delivery.id) {
      began = known_[place_of(delivery.id)].at;
    }
  }
  offer(reply_span(delivery, whole, clock_.now(), now - began));
}

void DeliverySpans::reported(const ReceiptUpdate& report, const ReportResult& result) {
  if (wants(result.trace_id)) offer(report_span(report, result, clock_.now()));
}

bool DeliverySpans::wants(const TraceId& trace) const noexcept {
  return observe::is_set(trace) && sink_.wants();
}

void DeliverySpans::offer(observe::Span span) {
  std::vector<observe::Span> spans;
  spans.push_back(std::move(span));
  sink_.offer(std::move(spans));
}

}  // namespace yak::delivery
