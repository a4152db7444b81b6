// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>

#include "yak/clock.hpp"

namespace yak {

/// One timed step of a turn: a layer of the chain or a model call.
struct TurnStep {
  TurnStep() = default;
  TurnStep(std::string name, MonotonicTime began) : name(std::move(name)), began(began) {}

  std::string name;  ///< `access`, `openai/gpt-4o-mini`: never an address or the text of a message
  MonotonicTime began{};
  std::chrono::microseconds took{0};
  bool failed = false;
  std::string detail;  ///< text for the operator; never the text of a message
};

/// The most steps that a turn keeps; later ones are dropped.
inline constexpr std::size_t kMaxTurnSteps = 64;

}  // namespace yak
