#pragma once

#include <string>

#include "cli/daemon_answer.hpp"

/// Dead letters as the daemon tells them, for people. Pure; nothing that a letter says can move the
/// cursor or recolour the terminal.
namespace yak::cli {

/// A table of at most 100 columns with its heading; ages are in their largest unit: `3d`. Reasons
/// are cut to fit.
std::string letters_as_table(const Json& letters);

/// One letter with its whole reason and its text, and what can be done.
std::string letter_in_words(const Json& letter);

}  // namespace yak::cli
