#pragma once

#include "cli/invocation.hpp"

namespace yak::cli {

/// `yak dead-letters list|show|retry|purge`. Retry and purge say what they would do, and do it only
/// with `--yes`; one that fails does not keep the others from being tried.
int dead_letters(const Invocation& invocation);

}  // namespace yak::cli
