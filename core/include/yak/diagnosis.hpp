// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "yak/api.hpp"

namespace yak {

/// One result of an examination (`yak doctor`).
struct Diagnosis {
  enum class Level : std::uint8_t { ok, warn, fail };

  Diagnosis() = default;
  Diagnosis(Level level, std::string what, std::string detail, std::string advice = {})
      : level(level), what(std::move(what)), detail(std::move(detail)), advice(std::move(advice)) {}

  Level level = Level::ok;
  std::string what;    ///< what was examined: `credentials`, `webhook URL`
  std::string detail;  ///< what was found, one sentence; no secrets
  std::string advice;  ///< what to do about it; empty if ok
};

}  // namespace yak
