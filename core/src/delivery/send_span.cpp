#include "delivery/send_span.hpp"

#include "services/address_mask.hpp"

namespace yak::delivery {
namespace {

std::string_view name_of(SendOutcome::Kind kind) {
  switch (kind) {
    case SendOutcome::Kind::sent: return "sent";
    case SendOutcome::Kind::retry: return "retry";
    case SendOutcome::Kind::rejected: return "rejected";
    case SendOutcome::Kind::unknown: break;
  }
  return "unknown";
}

}  // namespace

services::Span send_span(const TraceId& trace, const Delivery& delivery, const SendOutcome& outcome,
                         WallTime now, MonotonicTime::duration took) {
  // An attempt is told apart from the next by its number's last digits.
  constexpr std::uint64_t kAttempts = 256;
  const auto attempt = static_cast<std::uint64_t>(delivery.attempts);
  const auto number = static_cast<std::uint64_t>(delivery.id) * kAttempts + attempt % kAttempts;
  services::Span span;
  span.trace = trace;
  span.id = services::span_id(trace, services::kFirstSendSpan + number);
  span.parent = services::span_id(trace, services::kRootSpan);
  span.name = "send " + delivery.channel;
  span.kind = services::Span::Kind::producer;
  span.end_ns = std::chrono::nanoseconds(now.time_since_epoch()).count();
  span.begin_ns = span.end_ns - std::chrono::nanoseconds(took).count();
  span.failed = outcome.kind != SendOutcome::Kind::sent;
  const services::AddressMask mask{delivery.peer, delivery.from};
  if (span.failed) span.failure = mask.clean(outcome.reason);
  span.attributes.emplace_back("yak.delivery.id", delivery.id);
  span.attributes.emplace_back("yak.delivery.attempt", std::int64_t{delivery.attempts});
  span.attributes.emplace_back("yak.delivery.outcome", std::string(name_of(outcome.kind)));
  return span;
}

}  // namespace yak::delivery
