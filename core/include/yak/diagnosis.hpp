// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "yak/api.hpp"
#include "yak/error.hpp"

namespace yak {

/// One result of a diagnosis (`yak doctor`).
struct Diagnosis {
  enum class Level : std::uint8_t { ok, warn, fail };

  Diagnosis() = default;
  Diagnosis(Level level, std::string what, std::string detail, std::string advice = {})
      : level(level), what(std::move(what)), detail(std::move(detail)), advice(std::move(advice)) {}

  /// Sets the kind: `Diagnosis(Level::fail, …).of_kind(ErrorKind::forbidden)`.
  Diagnosis&& of_kind(ErrorKind what_kind) && {
    kind = what_kind;
    return std::move(*this);
  }

  Level level = Level::ok;
  std::string what;    ///< what was checked: `credentials`, `webhook URL`
  std::string detail;  ///< what was found, one sentence; no secrets
  std::string advice;  ///< what to do about it; empty if ok
  /// What kind of failure it is; without meaning if ok. It decides the exit code of `yak doctor`:
  /// 77 for `forbidden` (permissions on this machine), 69 for all others.
  ErrorKind kind = ErrorKind::unavailable;
};

}  // namespace yak
