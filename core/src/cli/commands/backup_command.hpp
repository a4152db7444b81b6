#pragma once

#include "cli/invocation.hpp"

namespace yak::cli {

/// `yak backup FILE`: a consistent copy of the store, by the running daemon where there is one,
/// else from the file.
int backup(const Invocation& invocation);

}  // namespace yak::cli
