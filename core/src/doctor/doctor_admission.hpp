#pragma once

#include <vector>

#include "generation/plan/plan.hpp"
#include "yak/finding.hpp"

namespace yak::doctor {

/// The channels that are open to everybody: a warning where nothing bounds the messages or the
/// money of one person. Pure.
std::vector<Finding> judge_admission(const generation::Plan& plan);

}  // namespace yak::doctor
