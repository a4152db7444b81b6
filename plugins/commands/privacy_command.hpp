// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yak/commands.hpp"
#include "yak/context/middleware_context.hpp"

namespace yak::commands {

/// /privacy: describes, exports and, after a confirmation, erases the sender's data. `context` must
/// outlive it.
Command privacy_command(MiddlewareContext& context);

}  // namespace yak::commands
