#pragma once

#include "cli/invocation.hpp"

namespace yak::cli {

/// `yak status`: once, or with `--watch` every two seconds until SIGINT or SIGTERM. On a terminal
/// it draws over what it drew before, arrows and Page keys scroll, and q ends it; else what it
/// prints follows one another. With `--json` each time is one line.
int show_status(const Invocation& invocation);

}  // namespace yak::cli
