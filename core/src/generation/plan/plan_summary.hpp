#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "generation/plan/plan.hpp"

namespace yak::generation {

/// What a plan amounts to, small enough to be compared with that of another process.
struct PlanSummary {
  std::string file;             ///< of the configuration, absolute
  std::vector<std::string> on;  ///< instances: `channel whatsapp (twilio_whatsapp)`, in order
  std::size_t off = 0;          ///< how many are off
  /// Differs where any setting does, 16 hexadecimal digits. Of a secret only whether there is one
  /// counts, so that it tells nothing about it.
  std::string fingerprint;
};

/// Of a good plan. Pure, apart from the working directory.
PlanSummary summarize(const Plan& plan);

}  // namespace yak::generation
