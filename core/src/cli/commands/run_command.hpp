#pragma once

#include "cli/invocation.hpp"

namespace yak::app {

/// `yak run`: the daemon, until SIGTERM or SIGINT.
int run_daemon(const Invocation& invocation);

}  // namespace yak::app
