#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "yak/clock.hpp"
#include "yak/trace.hpp"

namespace yak::observe {

/// Names one span within its trace; not all bytes zero.
using SpanId = std::array<std::uint8_t, 8>;

/// A message's own span.
inline constexpr std::uint64_t kRootSpan = 0;
/// The first of its deliveries' spans; its steps are numbered from 1.
inline constexpr std::uint64_t kFirstSendSpan = 1'000;

TraceId new_trace_id(Random& random);
[[nodiscard]] bool is_set(const TraceId& id) noexcept;
/// The trace's span of that number: the same whoever asks, so that a call's header and what is
/// exported of it agree, and nothing needs to be kept until then.
SpanId span_id(const TraceId& trace, std::uint64_t number) noexcept;

/// The id of 32 such digits as `hex` gives; not set for anything else.
TraceId trace_id_of(std::string_view digits) noexcept;
/// Lower-case hexadecimal digits, two a byte.
std::string hex(std::span<const std::uint8_t> bytes);
/// The header of that name, for the span of that number (W3C Trace Context, section 3.2): version
/// 00, sampled. Empty when the trace has no id.
std::string traceparent(const TraceId& trace, std::uint64_t number);

}  // namespace yak::observe
