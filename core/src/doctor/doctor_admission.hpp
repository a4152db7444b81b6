// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "generation/plan/plan.hpp"
#include "yak/diagnosis.hpp"

namespace yak::doctor {

/// Examines the channels that admit everybody: a warning where no limit bounds the messages or the
/// cost of one person. Pure.
std::vector<Diagnosis> diagnose_admission(const generation::Plan& plan);

}  // namespace yak::doctor
