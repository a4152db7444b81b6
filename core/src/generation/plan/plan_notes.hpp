// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "generation/plan/plan.hpp"

namespace yak::generation {

/// A valid setting that may surprise the operator.
struct PlanNote {
  std::string path;     ///< `channels.whatsapp.allow_from`
  std::string message;  ///< one sentence that states the fact
  std::string advice;   ///< how to change it
};

/// Returns a note for each channel on which the configuration admits no sender. Pure.
std::vector<PlanNote> nobody_admitted(const Plan& plan);
/// Returns the plugins of the default chain that are missing in the file's `middleware` list. Pure.
std::vector<std::string> layers_left_out(const Plan& plan);

}  // namespace yak::generation
