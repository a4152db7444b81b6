// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace yak::commands {

/// The known name closest to `word`, or empty: one that is a prefix of it or has it as a prefix,
/// else the nearest within a third of its length in edits (1 to 2). Words over 32 bytes get none.
/// Pure.
std::string nearest_name(std::string_view word, const std::vector<std::string>& known);

}  // namespace yak::commands
