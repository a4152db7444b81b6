// SPDX-License-Identifier: Apache-2.0
#include "delivery/observer/delivery_span.hpp"

#include "observe/log/address_mask.hpp"
#include "yak/message/receipt.hpp"

namespace yak::delivery {
namespace {

/// The kind of a span number, in its highest 4 bits; 0 for sends.
enum class Numbers : std::uint64_t { looks = 1, replies = 2, reports = 3 };

std::string_view name_of(SendOutcome::Kind kind) {
  switch (kind) {
    case SendOutcome::Kind::sent: return "sent";
    case SendOutcome::Kind::retry: return "retry";
    case SendOutcome::Kind::rejected: return "rejected";
    case SendOutcome::Kind::unknown: break;
  }
  return "unknown";
}

std::string_view name_of(Lookup::Kind kind) {
  switch (kind) {
    case Lookup::Kind::found: return "found";
    case Lookup::Kind::absent: return "absent";
    case Lookup::Kind::unknown: break;
  }
  return "unknown";
}

/// The lowest digits of the number tell attempts apart.
std::uint64_t number_of_send(const Delivery& delivery) {
  constexpr std::uint64_t kAttempts = 256;
  const auto attempt = static_cast<std::uint64_t>(delivery.attempts);
  return observe::kFirstSendSpan + static_cast<std::uint64_t>(delivery.id) * kAttempts +
         attempt % kAttempts;
}

/// The number of an event that the journal does not count and that may recur after a restart. It
/// contains the time, in milliseconds, and `what` (below 16). Assumes fewer than 4,096 deliveries
/// per message.
std::uint64_t number_of_moment(Numbers numbers, DeliveryId delivery, WallTime at,
                               std::uint64_t what) {
  constexpr std::uint64_t kDeliveries = 1U << 12U;
  constexpr std::uint64_t kTimes = std::uint64_t{1} << 42U;  // until the year 2109
  const auto time = static_cast<std::uint64_t>(at.time_since_epoch().count()) % kTimes;
  const std::uint64_t low = static_cast<std::uint64_t>(delivery) % kDeliveries;
  return static_cast<std::uint64_t>(numbers) << 60U | low << 46U | time << 4U | what;
}

observe::Span make(const TraceId& trace, std::uint64_t number, const char* what,
                   const std::string& channel, DeliveryId delivery) {
  observe::Span span;
  span.trace = trace;
  span.id = observe::span_id(trace, number);
  span.parent = observe::span_id(trace, observe::kRootSpan);
  span.name = std::string(what) + " " + channel;
  span.attributes.emplace_back("yak.delivery.id", delivery);
  return span;
}

void set_times(observe::Span& span, WallTime now, MonotonicTime::duration took) {
  span.end_ns = std::chrono::nanoseconds(now.time_since_epoch()).count();
  span.begin_ns = span.end_ns - std::chrono::nanoseconds(took).count();
}

void set_outcome(observe::Span& span, std::string_view outcome, const Delivery& delivery) {
  span.attributes.emplace_back("yak.delivery.attempt", std::int64_t{delivery.attempts});
  span.attributes.emplace_back("yak.delivery.outcome", std::string(outcome));
}

}  // namespace

observe::Span send_span(const Delivery& delivery, const SendOutcome& outcome, WallTime now,
                        MonotonicTime::duration took) {
  observe::Span span =
      make(delivery.trace_id, number_of_send(delivery), "send", delivery.channel, delivery.id);
  span.kind = observe::Span::Kind::producer;
  set_times(span, now, took);
  span.failed = outcome.kind != SendOutcome::Kind::sent;
  const observe::AddressMask mask{delivery.peer, delivery.from, delivery.address};
  if (span.failed) span.failure = mask.clean(outcome.reason);
  set_outcome(span, name_of(outcome.kind), delivery);
  return span;
}

observe::Span look_span(const Delivery& delivery, Lookup::Kind found, const std::string& failure,
                        WallTime now, MonotonicTime::duration took) {
  observe::Span span =
      make(delivery.trace_id, number_of_moment(Numbers::looks, delivery.id, now, 0), "find",
           delivery.channel, delivery.id);
  span.kind = observe::Span::Kind::client;
  set_times(span, now, took);
  span.failed = !failure.empty();
  const observe::AddressMask mask{delivery.peer, delivery.from, delivery.address};
  if (span.failed) span.failure = mask.clean(failure);
  set_outcome(span, name_of(found), delivery);
  return span;
}

observe::Span reply_span(const Delivery& delivery, bool whole, WallTime now,
                         MonotonicTime::duration took) {
  observe::Span span =
      make(delivery.trace_id, number_of_moment(Numbers::replies, delivery.id, now, whole ? 1 : 0),
           "reply", delivery.channel, delivery.id);
  span.kind = observe::Span::Kind::producer;
  set_times(span, now, took);
  span.failed = !whole;
  if (span.failed) span.failure = "the connection broke";
  set_outcome(span, name_of(whole ? SendOutcome::Kind::sent : SendOutcome::Kind::unknown),
              delivery);
  return span;
}

observe::Span report_span(const ReceiptUpdate& report, const ReportResult& result, WallTime now) {
  const auto status = static_cast<std::uint64_t>(report.status);
  observe::Span span =
      make(result.trace_id, number_of_moment(Numbers::reports, result.delivery, now, status),
           "report", report.channel, result.delivery);
  span.kind = observe::Span::Kind::consumer;
  set_times(span, now, {});
  span.failed = report.status == ReceiptStatus::failed;
  const observe::AddressMask mask{result.conversation.peer};
  if (span.failed) span.failure = mask.clean(report.failure);
  span.attributes.emplace_back("yak.delivery.status", std::string(event_name(report.status)));
  return span;
}

}  // namespace yak::delivery
