// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "yak/settings.hpp"

namespace yak::config {

/// Whether two values are equal. Compares the text of secrets; ignores positions.
[[nodiscard]] bool same(const Settings& left, const Settings& right);

/// The keys in which two values of one schema differ, dotted and sorted: `server.limits.proxies`,
/// `server.listen`. A list is compared as one value.
[[nodiscard]] std::vector<std::string> changed_keys(const Settings& before, const Settings& after);

}  // namespace yak::config
