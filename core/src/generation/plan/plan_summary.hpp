// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "generation/plan/plan.hpp"

namespace yak::generation {

/// A short description of a plan, for comparing it with the plan of another process.
struct PlanSummary {
  std::string file;             ///< of the configuration, absolute
  std::vector<std::string> on;  ///< instances: `channel whatsapp (twilio_whatsapp)`, in order
  std::size_t off = 0;          ///< number of disabled instances
  /// Hash of all settings, 16 hexadecimal digits. For a secret it includes only whether it is set,
  /// so that it reveals nothing about the value.
  std::string fingerprint;
};

/// Summarizes a valid plan. Pure, except that it reads the working directory.
PlanSummary summarize(const Plan& plan);

}  // namespace yak::generation
