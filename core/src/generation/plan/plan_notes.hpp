#pragma once

#include <string>
#include <vector>

#include "generation/plan/plan.hpp"

namespace yak::generation {

/// What is right in a plan and may surprise its operator all the same.
struct PlanNote {
  std::string path;     ///< `channels.whatsapp.allow_from`
  std::string message;  ///< what is so, one sentence
  std::string advice;   ///< what to do where that is not wanted
};

/// The channels on which the configuration admits nobody. Pure.
std::vector<PlanNote> nobody_admitted(const Plan& plan);
/// The layers of the default chain that a `middleware` list of the file's own leaves out. Pure.
std::vector<std::string> layers_left_out(const Plan& plan);

}  // namespace yak::generation
