#pragma once

#include <vector>

#include "yak/commands.hpp"
#include "yak/context.hpp"

namespace yak::commands {

/// /reload, /models and /credits. They refer to `context` as long as they live.
std::vector<Command> admin_commands(Context& context);

}  // namespace yak::commands
