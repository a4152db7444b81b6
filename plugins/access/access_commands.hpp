// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "yak/commands.hpp"
#include "yak/context/admission.hpp"

namespace yak::access {

/// /allow and /deny, for administrators. `admission` must outlive them.
std::vector<Command> access_commands(Admission& admission);

}  // namespace yak::access
