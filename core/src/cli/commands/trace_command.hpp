// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/invocation.hpp"

namespace yak::cli {

/// `yak trace ID`: prints the trace of one message. Returns the exit code: kUnavailable if there is
/// no such message or no daemon responds.
int trace(const Invocation& invocation);

}  // namespace yak::cli
