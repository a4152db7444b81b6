// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "yak/diagnosis.hpp"

namespace yak::doctor {

/// Examines every library in `folders` (searched in order, as for plugins): whether it is a plugin
/// of this build that no other user could have changed. No code of it runs. A bad library is a
/// failure if it is in `used`, otherwise a warning. A library hidden by another of the same name is
/// a warning.
std::vector<Diagnosis> diagnose_plugins(const std::vector<std::filesystem::path>& folders,
                                        const std::set<std::string>& used);

}  // namespace yak::doctor
