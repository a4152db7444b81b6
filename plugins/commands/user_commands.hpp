#pragma once

#include <vector>

#include "yak/commands.hpp"
#include "yak/context.hpp"

namespace yak::commands {

/// /help, /status, /whoami, /stop and /usage. They refer to `context` as long as they live.
std::vector<Command> user_commands(Context& context);

}  // namespace yak::commands
