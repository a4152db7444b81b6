#pragma once

#include "yak/commands.hpp"
#include "yak/context.hpp"

namespace yak::commands {

/// /model: shows, lists and chooses. It refers to `context` as long as it lives.
Command model_command(Context& context);

}  // namespace yak::commands
