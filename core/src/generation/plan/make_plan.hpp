// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "generation/plan/plan.hpp"

/// Makes a plan from the configuration file and the plugins that it names.
namespace yak::generation {

/// Reads the file, loads its plugins and checks all settings. Adds every problem found; the plan is
/// valid only if there are none.
Plan make_plan(const std::string& path, const config::Environment& environment,
               config::Problems& problems);

/// Returns the folders that are searched for plugins before the default folder.
std::vector<std::filesystem::path> plugin_folders(const config::Config& config);

}  // namespace yak::generation
