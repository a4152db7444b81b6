#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace yak::cli {

/// What Tab does to a message.
struct Completion {
  std::string insertion;                ///< to insert at the cursor; may be empty
  std::vector<std::string> candidates;  ///< to show, when several remain and nothing is inserted
};

/// Completes the command whose name ends at the end of `before`, the text up to the cursor: only a
/// slash and letters. `names` are those of the commands, without the slash. Pure.
Completion complete_command(std::string_view before, const std::vector<std::string>& names);

}  // namespace yak::cli
