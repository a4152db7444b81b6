// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace yak::cli {

/// The result of pressing Tab.
struct Completion {
  std::string insertion;                ///< text to insert at the cursor; may be empty
  std::vector<std::string> candidates;  ///< commands to list if several match
};

/// Completes a command name at the end of `before`, the text up to the cursor, which must be only a
/// slash and letters. `names`: the command names without the slash. Pure.
Completion complete_command(std::string_view before, const std::vector<std::string>& names);

}  // namespace yak::cli
