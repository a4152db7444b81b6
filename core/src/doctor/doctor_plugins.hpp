#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "yak/finding.hpp"

namespace yak::doctor {

/// Every library in `folders` (searched in order, as plugins are): whether it is a plugin of this
/// build that nobody else could have changed. None of its code runs. One that is not is a failure
/// if it is among `used`, else a warning; one that stands behind another of its name is a warning.
std::vector<Finding> examine_plugins(const std::vector<std::filesystem::path>& folders,
                                     const std::set<std::string>& used);

}  // namespace yak::doctor
