#pragma once

#include "cli/invocation.hpp"

namespace yak::cli {

/// `yak reload`: has the running daemon apply its configuration, and prints what was done with each
/// key, or every problem. Gives the exit code: 78 when nothing was applied.
int reload(const Invocation& invocation);

}  // namespace yak::cli
