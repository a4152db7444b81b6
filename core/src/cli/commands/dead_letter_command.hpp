// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/invocation.hpp"

namespace yak::cli {

/// `yak dead-letters list|show|retry|purge`. Retry and purge only report what they would do unless
/// `--yes` is given. An unknown dead letter does not stop the others.
int dead_letters(const Invocation& invocation);

}  // namespace yak::cli
