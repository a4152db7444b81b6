// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

/// Checks the words of a command line against the existing commands. Pure.
namespace yak::cli {

/// Describes the first word that is no known command or option, and suggests the closest one;
/// nullopt if all are known. `words`: without the program's name.
std::optional<std::string> unknown_word(const CLI::App& yak, const std::vector<std::string>& words);

/// The help of the command that `words` name; all must be known. Without words, the program's help.
std::string help_of(const CLI::App& yak, const std::vector<std::string>& words);

/// One line with the problem of a command line, and the command that shows the help.
std::string usage_summary(const CLI::App& yak, const std::string& problem);

}  // namespace yak::cli
