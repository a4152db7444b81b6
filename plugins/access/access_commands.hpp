#pragma once

#include <vector>

#include "yak/admission.hpp"
#include "yak/commands.hpp"

namespace yak::access {

/// /allow and /deny, for administrators. They refer to `admission` as long as they live.
std::vector<Command> access_commands(Admission& admission);

}  // namespace yak::access
