// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/invocation.hpp"

namespace yak::cli {

/// `yak upgrade`: upgrades the running daemon to the installed version and waits until that one
/// serves. Returns the exit code. 78: the new version rejects the configuration, and the daemon
/// continues unchanged. 75: it did not come back in time.
int upgrade(const Invocation& invocation);

}  // namespace yak::cli
