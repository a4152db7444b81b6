// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "yak/commands.hpp"
#include "yak/context/middleware_context.hpp"

namespace yak::commands {

/// /help, /status, /whoami, /stop and /usage. `context` and `registry` must outlive them.
std::vector<Command> user_commands(MiddlewareContext& context, CommandRegistry& registry);

}  // namespace yak::commands
