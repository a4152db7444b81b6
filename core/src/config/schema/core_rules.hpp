#pragma once

#include <vector>

#include "config/instance.hpp"
#include "config/yaml/problems.hpp"
#include "yak/settings.hpp"

namespace yak::config {

/// What must hold between the core's keys, and in the texts among them: addresses, origins, the
/// names of providers. `core` may lack whatever had a problem already. Returns it with
/// `server.public_url` rid of a slash at its end, since paths are put behind it.
[[nodiscard]] Settings apply_core_rules(const Settings& core,
                                        const std::vector<Instance>& instances, Problems& problems);

}  // namespace yak::config
