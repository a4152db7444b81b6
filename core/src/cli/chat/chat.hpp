#pragma once

#include "cli/invocation.hpp"

namespace yak::cli {

/// `yak chat`: talks to the running daemon's console channel; line editing on a terminal, one
/// answer after the other in a pipe.
int chat(const Invocation& invocation);

}  // namespace yak::cli
