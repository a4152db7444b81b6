// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/invocation.hpp"

namespace yak::cli {

/// `yak run`: the daemon, until SIGTERM or SIGINT.
int run_daemon(const Invocation& invocation);

}  // namespace yak::cli
