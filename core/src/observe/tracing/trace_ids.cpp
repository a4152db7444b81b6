// SPDX-License-Identifier: Apache-2.0
#include "observe/tracing/trace_ids.hpp"

#include <algorithm>

namespace yak::observe {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

void append_hex(std::string& text, std::span<const std::uint8_t> bytes) {
  const std::size_t begin = text.size();
  text.resize(begin + bytes.size() * 2);
  char* out = text.data() + begin;
  for (const std::uint8_t byte : bytes) {
    *out++ = kDigits[byte >> 4U];
    *out++ = kDigits[byte & 0x0fU];
  }
}

}  // namespace

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
    const std::size_t value = kDigits.find(digits[i]);
    if (value == std::string_view::npos) return {};
    id.at(i / 2) = static_cast<std::uint8_t>(id.at(i / 2) << 4U | value);
  }
  return id;
}

std::string hex(std::span<const std::uint8_t> bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  append_hex(text, bytes);
  return text;
}

std::string traceparent(const TraceId& trace, std::uint64_t number) {
  if (!is_set(trace)) return {};
  std::string text;
  text.reserve(55);
  text += "00-";
  append_hex(text, trace);
  text += '-';
  append_hex(text, span_id(trace, number));
  text += "-01";
  return text;
}

}  // namespace yak::observe
