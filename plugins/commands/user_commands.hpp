// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "yak/commands.hpp"
#include "yak/context.hpp"

namespace yak::commands {

/// /help, /status, /whoami, /stop and /usage. `context` must outlive them.
std::vector<Command> user_commands(Context& context);

}  // namespace yak::commands
