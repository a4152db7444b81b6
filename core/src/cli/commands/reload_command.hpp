// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/invocation.hpp"

namespace yak::cli {

/// `yak reload`: makes the running daemon apply its configuration, and prints the outcome of each
/// key, or every problem. Returns the exit code: 78 if nothing was applied.
int reload(const Invocation& invocation);

}  // namespace yak::cli
