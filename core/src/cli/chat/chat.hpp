// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/invocation.hpp"

namespace yak::cli {

/// `yak chat`: a chat with the daemon's console channel. With line editing on a terminal; in a pipe
/// it answers one question after the other.
int chat(const Invocation& invocation);

}  // namespace yak::cli
