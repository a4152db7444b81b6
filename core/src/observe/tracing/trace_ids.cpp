// SPDX-License-Identifier: Apache-2.0
#include "observe/tracing/trace_ids.hpp"

#include <algorithm>

#include "yak/text/ascii.hpp"
#include "yak/text/encoding.hpp"

namespace yak::observe {
TraceId new_trace_id(Random& random) {
  TraceId id{};
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < id.size(); ++i) {
    if (i % sizeof bits == 0) bits = random.next();
    id.at(i) = static_cast<std::uint8_t>(bits);
    bits >>= 8U;
  }
  if (!is_set(id)) id.back() = 1;
  return id;
}

bool is_set(const TraceId& id) noexcept {
  return std::ranges::any_of(id, [](std::uint8_t byte) { return byte != 0; });
}

SpanId span_id(const TraceId& trace, std::uint64_t number) noexcept {
  // The low half of the random trace id plus `number`: different numbers give different ids.
  std::uint64_t bits = 0;
  for (std::size_t i = sizeof bits; i < trace.size(); ++i) bits = bits << 8U | trace.at(i);
  bits += number;
  // An id of all zeros is invalid. The replacement is outside the range of the numbers in use.
  if (bits == 0) bits = UINT64_MAX >> 1U;
  SpanId id{};
  for (std::size_t i = id.size(); i-- > 0; bits >>= 8U) id.at(i) = static_cast<std::uint8_t>(bits);
  return id;
}

TraceId trace_id_of(std::string_view digits) noexcept {
  TraceId id{};
  if (digits.size() != 2 * id.size()) return {};
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const int value = hex_value(digits[i]);
    if (value < 0 || digits[i] != to_lower(digits[i])) return {};
    id.at(i / 2) = static_cast<std::uint8_t>(id.at(i / 2) * 16 + value);
  }
  return id;
}

std::string traceparent(const TraceId& trace, std::uint64_t number) {
  if (!is_set(trace)) return {};
  return "00-" + hex(trace) + "-" + hex(span_id(trace, number)) + "-01";
}

}  // namespace yak::observe
