// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "yak/commands.hpp"
#include "yak/context/middleware_context.hpp"

namespace yak::commands {

/// /reload, /models and /credits. `context` must outlive them.
std::vector<Command> admin_commands(MiddlewareContext& context);

}  // namespace yak::commands
