// SPDX-License-Identifier: Apache-2.0
#include "delivery/observer/delivery_spans.hpp"

#include "delivery/observer/delivery_span.hpp"

namespace yak::delivery {
namespace {

std::size_t place_of(DeliveryId delivery) {
  return static_cast<std::size_t>(delivery) % DeliverySpans::kKnown;
}

}  // namespace

void DeliverySpans::note(DeliveryId delivery, const TraceId& trace) {
  if (!wants(trace)) return;
  const MonotonicTime now = clock_.monotonic();
  const std::lock_guard lock(mutex_);
  if (known_.empty()) known_.resize(kKnown);
  known_[place_of(delivery)] = {delivery, trace, now};
}

DeliverySpans::Known DeliverySpans::known(DeliveryId delivery) const {
  const std::lock_guard lock(mutex_);
  if (known_.empty()) return {};
  const Known& found = known_[place_of(delivery)];
  return found.delivery == delivery ? found : Known();
}

task<TraceId> DeliverySpans::trace_of(DeliveryId delivery) {
  if (!sink_.wants()) co_return TraceId();
  const Known found = known(delivery);
  if (observe::is_set(found.trace)) co_return found.trace;
  const auto kept = co_await reader_.trace("d" + std::to_string(delivery));
  if (!kept || kept->turn.empty()) co_return TraceId();
  co_return read_(kept->turn);
}

void DeliverySpans::sent(const TraceId& trace, const Delivery& delivery, const SendOutcome& outcome,
                         MonotonicTime began) {
  if (!wants(trace)) return;
  offer(send_span(trace, delivery, outcome, clock_.now(), clock_.monotonic() - began));
}

void DeliverySpans::looked(const TraceId& trace, const Delivery& delivery, Lookup::Kind found,
                           const std::string& failure, MonotonicTime began) {
  if (!wants(trace)) return;
  offer(look_span(trace, delivery, found, failure, clock_.now(), clock_.monotonic() - began));
}

TraceId DeliverySpans::replied(const Delivery& delivery, bool whole) {
  if (!sink_.wants()) return {};
  const Known made = known(delivery.id);
  if (wants(made.trace)) {
    offer(reply_span(made.trace, delivery, whole, clock_.now(), clock_.monotonic() - made.at));
  }
  return made.trace;
}

task<void> DeliverySpans::reported(ReceiptUpdate report, ReportResult result) {
  const WallTime now = clock_.now();
  const TraceId trace = co_await trace_of(result.delivery);
  if (wants(trace)) offer(report_span(trace, report, result, now));
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
