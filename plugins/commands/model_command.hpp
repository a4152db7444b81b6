// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yak/commands.hpp"
#include "yak/context.hpp"

namespace yak::commands {

/// /model: shows, lists and chooses models. `context` must outlive it.
Command model_command(Context& context);

}  // namespace yak::commands
