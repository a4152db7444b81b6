// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "yak/secret.hpp"
#include "yak/settings.hpp"

namespace yak::config {

/// Every secret in the settings, at any depth.
[[nodiscard]] std::vector<Secret> secrets_in(const Settings& settings);

}  // namespace yak::config
