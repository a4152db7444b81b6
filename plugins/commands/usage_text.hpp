#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "yak/store.hpp"

namespace yak::commands {

/// How far back `/usage` looks, today included.
inline constexpr Day kUsageDays = 30;

/// What one user's rows say about today and the last 30 days. A cost that is not known is said to
/// be unknown, never counted as nothing.
std::string usage_in_words(const std::vector<UsageRow>& rows, Day today);

}  // namespace yak::commands
