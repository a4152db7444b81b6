#pragma once

#include <string>

#include "app/daemon_answer.hpp"

/// How the daemon is, for people. Pure; nothing that the daemon says can move the cursor or
/// recolour the terminal.
namespace yak::app {

/// What `/api/v1/status` told, in lines of at most `width` characters: readiness first, with the
/// keys that wait for a restart, then what was done in the last minutes, the queues, the models,
/// the instances, and what went wrong last in each.
std::string status_in_words(const Json& body, std::size_t width);

/// As a whole screen of so many lines and columns, drawn over the one before; what does not fit
/// below is left out, and said so.
std::string as_screen(const std::string& text, std::size_t lines, std::size_t columns);

}  // namespace yak::app
