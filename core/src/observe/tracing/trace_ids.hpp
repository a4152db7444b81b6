// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "yak/clock.hpp"
#include "yak/message/trace_id.hpp"

namespace yak::observe {

/// Identifies one span within its trace; not all bytes zero.
using SpanId = std::array<std::uint8_t, 8>;

/// Number of a message's root span.
inline constexpr std::uint64_t kRootSpan = 0;
/// Number of the first span of its deliveries; its steps are numbered from 1.
inline constexpr std::uint64_t kFirstSendSpan = 1'000;

TraceId new_trace_id(Random& random);
[[nodiscard]] bool is_set(const TraceId& id) noexcept;
/// Returns the id of the trace's span with that number. It is deterministic, so that a call's
/// `traceparent` header and the exported span agree without storing the id.
SpanId span_id(const TraceId& trace, std::uint64_t number) noexcept;

/// Parses an id of 32 lower-case hexadecimal digits; returns an unset id for anything else.
TraceId trace_id_of(std::string_view digits) noexcept;
/// Returns the value of the `traceparent` header for the span with that number (W3C Trace Context,
/// section 3.2): version 00, sampled. Empty if the trace id is not set.
std::string traceparent(const TraceId& trace, std::uint64_t number);

}  // namespace yak::observe
