#pragma once

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

/// The words of a command line, against the commands that there are. Pure.
namespace yak::cli {

/// The first word that names no command, or no option of its command, with the nearest one: nothing
/// where all are known. `words`: without the program's name.
std::optional<std::string> unknown_word(const CLI::App& yak, const std::vector<std::string>& words);

/// The help of the command that `words` lead to, which are all known; no word: the program's.
std::string help_of(const CLI::App& yak, const std::vector<std::string>& words);

/// What is wrong with a command line, and where the help is, in one line.
std::string usage_words(const CLI::App& yak, const std::string& problem);

}  // namespace yak::cli
