// SPDX-License-Identifier: Apache-2.0
#include "delivery/observer/delivery_reporter.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include "base/exception_text.hpp"
#include "delivery/observer/delivery_span.hpp"

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

}  // namespace

void DeliveryReporter::queued(const Delivery& delivery) {
  if (delivery.state == DeliveryState::in_doubt) metrics_.became_doubtful();
}

void DeliveryReporter::waits_for_channel(const Delivery& delivery) {
  dependencies_.log.warn("a delivery waits for a channel that is not enabled",
                         {{"delivery", delivery.id}, {"channel", delivery.channel}});
}

void DeliveryReporter::attempted(const Delivery& delivery, const SendOutcome& outcome,
                                 MonotonicTime::duration took) {
  if (!exports(delivery.trace_id)) return;
  offer(send_span(delivery, outcome, dependencies_.clock.now(), took));
}

void DeliveryReporter::looked_up(const Delivery& delivery, Lookup::Kind found,
                                 const std::string& failure, bool threw,
                                 MonotonicTime::duration took) {
  if (threw) {
    dependencies_.log.error("the channel threw while it looked up a delivery",
                            {{"delivery", delivery.id},
                             {"message", delivery.message},
                             {"channel", delivery.channel},
                             {"reason", failure}});
  }
  if (!exports(delivery.trace_id)) return;
  offer(look_span(delivery, found, failure, dependencies_.clock.now(), took));
}

void DeliveryReporter::recorded(const Delivery& before, const DeliveryStep& step) {
  metrics_.recorded(before, step);
  const DeliveryState after = step.update.state;
  if (after != DeliveryState::sending && after != DeliveryState::sent) log_step(before, step);
}

void DeliveryReporter::log_step(const Delivery& before, const DeliveryStep& step) {
  const DeliveryState after = step.update.state;
  const bool looks_again = before.state == after;
  LogLevel level = looks_again ? LogLevel::debug : LogLevel::warn;
  if (after == DeliveryState::dead) level = LogLevel::error;
  Logger& log = dependencies_.log;
  log.write(level, after == DeliveryState::dead ? "delivery given up" : "delivery postponed",
            {{"delivery", before.id},
             {"message", before.message},
             {"channel", before.channel},
             {"to", log.address(before.peer)},
             {"part", before.part},
             {"attempt", before.attempts},
             {"state", state_name(after)},
             {"reason", step.update.failure.value_or(before.failure)}});
}

void DeliveryReporter::not_recorded(const DeliveryUpdate& change, const error& failure) {
  if (failure.kind == ErrorKind::conflict) {
    dependencies_.log.warn("a newer owner works on a delivery; it is not sent from here",
                           {{"delivery", change.id}, {"reason", failure.message}});
    return;
  }
  dependencies_.log.error(
      "the store refuses to record a delivery; trying again",
      {{"delivery", change.id}, {"state", state_name(change.state)}, {"reason", failure.message}});
}

void DeliveryReporter::confirmed(const Delivery& delivery) { metrics_.confirmed(delivery); }

void DeliveryReporter::dropped(const Delivery& delivery) {
  if (delivery.state == DeliveryState::in_doubt) metrics_.doubt_dropped();
}

void DeliveryReporter::replied_inline(const Delivery& delivery, bool whole,
                                      MonotonicTime::duration took) {
  if (whole) metrics_.replied_inline();
  if (!exports(delivery.trace_id)) return;
  offer(reply_span(delivery, whole, dependencies_.clock.now(), took));
}

void DeliveryReporter::inline_unrecorded(std::size_t count, DeliveryId first,
                                         const std::optional<error>& failure) {
  metrics_.inline_unrecorded(count);
  if (failure) {
    dependencies_.log.warn(
        "could not record the outcome of inline replies; those that stay `sending` are looked up "
        "at the next start",
        {{"deliveries", count}, {"first", first}, {"reason", failure->message}});
  } else {
    dependencies_.log.warn("too many inline replies wait for the record of their outcome",
                           {{"delivery", first}});
  }
}

void DeliveryReporter::interrupted(std::string_view part, const std::exception_ptr& thrown) {
  dependencies_.log.error("an exception interrupted a task of the core",
                          {{"task", part}, {"reason", base::exception_text(thrown)}});
}

void DeliveryReporter::reported(const ReceiptUpdate& report, const ReportResult& result) {
  if (!result.moved) return;
  if (result.sent_twice) {
    metrics_.sent_twice();
    dependencies_.log.warn(
        "a delivery was sent twice: the service took the first send, but reported it too late",
        {{"channel", report.channel}, {"delivery", result.delivery}});
  }
  if (report.status == ReceiptStatus::failed) {
    dependencies_.log.error("the channel reports that a delivery failed",
                            {{"channel", report.channel},
                             {"delivery", result.delivery},
                             {"receipt", report.receipt},
                             {"reason", report.failure}});
  }
  if (exports(result.trace_id)) offer(report_span(report, result, dependencies_.clock.now()));
}

bool DeliveryReporter::exports(const TraceId& trace) const noexcept {
  return observe::is_set(trace) && dependencies_.spans != nullptr && dependencies_.spans->wants();
}

void DeliveryReporter::offer(observe::Span span) {
  std::vector<observe::Span> spans;
  spans.push_back(std::move(span));
  dependencies_.spans->offer(std::move(spans));
}

}  // namespace yak::delivery
