// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/daemon_answer.hpp"

/// Formats dead letters from the admin API as text. Pure. Control characters are neutralised.
namespace yak::cli {

/// A table of at most 100 columns with a heading. Ages are in their largest unit, as `3d`. Reasons
/// are cut to fit.
std::string letters_as_table(const Json& letters);

/// One letter with its full reason and text, and the possible actions.
std::string letter_text(const Json& letter);

}  // namespace yak::cli
