// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "yak/store/usage.hpp"

namespace yak::commands {

/// Days that `/usage` covers, including today.
inline constexpr Day kUsageDays = 30;

/// Describes one user's usage of today and of the last 30 days. An unknown cost is shown as
/// unknown, not as zero.
std::string describe_usage(const std::vector<UsageRow>& rows, Day today);

}  // namespace yak::commands
