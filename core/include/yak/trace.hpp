// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "yak/clock.hpp"

namespace yak {

/// The id of one message's trace: 16 bytes, not all zero (W3C Trace Context, section 3.2.2.3).
using TraceId = std::array<std::uint8_t, 16>;

/// One timed step of a turn: a layer of the chain or a model call.
struct TraceStep {
  TraceStep() = default;
  TraceStep(std::string name, MonotonicTime began) : name(std::move(name)), began(began) {}

  std::string name;  ///< `access`, `openai/gpt-4o-mini`: never an address or the text of a message
  MonotonicTime began{};
  std::chrono::microseconds took{0};
  bool failed = false;
  std::string detail;  ///< text for the operator; never the text of a message
};

/// The most steps that a turn keeps; later ones are dropped.
inline constexpr std::size_t kMaxTraceSteps = 64;

}  // namespace yak
