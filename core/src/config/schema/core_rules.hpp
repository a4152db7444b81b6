// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "config/instance.hpp"
#include "config/yaml/problems.hpp"
#include "yak/settings.hpp"

namespace yak::config {

/// Checks what the schema cannot express: relations between the core's keys, and the format of
/// addresses, origins and provider names. `core` may lack keys that already had a problem. Returns
/// `core` with a trailing slash removed from `server.public_url`, because paths are appended to it.
[[nodiscard]] Settings apply_core_rules(const Settings& core,
                                        const std::vector<Instance>& instances, Problems& problems);

}  // namespace yak::config
