#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "yak/clock.hpp"

namespace yak {

/// Names one message's trace: 16 bytes, not all of them zero (W3C Trace Context, section 3.2.2.3).
using TraceId = std::array<std::uint8_t, 16>;

/// Something that a turn spent time on: a layer of the chain, a call to a model.
struct TraceStep {
  TraceStep() = default;
  TraceStep(std::string name, MonotonicTime began) : name(std::move(name)), began(began) {}

  std::string name;  ///< `access`, `openai/gpt-4o-mini`: never an address or what people wrote
  MonotonicTime began{};
  std::chrono::microseconds took{0};
  bool failed = false;
  std::string detail;  ///< in words for the operator; never what people wrote
};

/// So many steps of a turn are kept; later ones are left out.
inline constexpr std::size_t kMaxTraceSteps = 64;

}  // namespace yak
