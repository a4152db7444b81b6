// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/invocation.hpp"

namespace yak::cli {

/// `yak user show|export|erase CHANNEL:ADDRESS`: the data that the daemon has about one person.
int user(const Invocation& invocation);

}  // namespace yak::cli
