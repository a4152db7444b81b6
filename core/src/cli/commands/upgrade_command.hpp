#pragma once

#include "cli/invocation.hpp"

namespace yak::cli {

/// `yak upgrade`: asks the running daemon to become the version that is installed now, and waits
/// until that one serves; gives the exit code. 78: it does not take the configuration, and the
/// daemon runs on as it was. 75: it did not come back in time.
int upgrade(const Invocation& invocation);

}  // namespace yak::cli
