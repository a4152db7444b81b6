#pragma once

#include "cli/invocation.hpp"

namespace yak::cli {

/// `yak trace ID`: asks the daemon for one message's way. Gives the exit code; kUnavailable when
/// there is no such message or no daemon answers.
int trace(const Invocation& invocation);

}  // namespace yak::cli
