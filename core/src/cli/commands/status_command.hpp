// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/invocation.hpp"

namespace yak::cli {

/// `yak status`: prints the status once, or with `--watch` every two seconds until SIGINT or
/// SIGTERM. On a terminal each output replaces the last, arrows and Page keys scroll, and q quits;
/// otherwise outputs are appended. With `--json` each output is one line.
int show_status(const Invocation& invocation);

}  // namespace yak::cli
