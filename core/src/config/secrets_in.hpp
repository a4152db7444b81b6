#pragma once

#include <vector>

#include "yak/secret.hpp"
#include "yak/settings.hpp"

namespace yak::config {

/// Every secret among the settings, however deep.
[[nodiscard]] std::vector<Secret> secrets_in(const Settings& settings);

}  // namespace yak::config
