#pragma once

#include "yak/commands.hpp"
#include "yak/context.hpp"

namespace yak::commands {

/// /privacy: what is kept of the person who asks, its export, and its erasure after a confirmation.
/// It refers to `context` as long as it lives.
Command privacy_command(Context& context);

}  // namespace yak::commands
