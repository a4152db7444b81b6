// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "generation/plan/plan.hpp"

namespace yak::daemon {

/// Makes the store of `plan`, which must have one, write a backup while no daemon runs; as
/// `Maintenance::backup`. Does not change the store. Blocks; do not call on an event loop.
result<void> back_up_closed(const generation::Plan& plan, const std::string& file);

}  // namespace yak::daemon
