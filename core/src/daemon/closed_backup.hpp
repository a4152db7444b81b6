#pragma once

#include <string>

#include "generation/plan/plan.hpp"

namespace yak::daemon {

/// Has the store of `plan`, which must have one, write a backup of itself while no daemon runs: as
/// `Store::backup`. Changes nothing in the store. Blocks; not on an event loop.
result<void> back_up_closed(const generation::Plan& plan, const std::string& file);

}  // namespace yak::daemon
