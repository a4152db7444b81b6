// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yak/commands.hpp"
#include "yak/context/middleware_context.hpp"

namespace yak::commands {

/// /model: shows, lists and chooses models. `context` must outlive it.
Command model_command(MiddlewareContext& context);

}  // namespace yak::commands
