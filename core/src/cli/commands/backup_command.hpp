// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/invocation.hpp"

namespace yak::cli {

/// `yak backup FILE`: a consistent copy of the store, made by the running daemon if there is one,
/// else directly from the store's file.
int backup(const Invocation& invocation);

}  // namespace yak::cli
