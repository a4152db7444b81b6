#pragma once

#include <string>

#include "cli/daemon_answer.hpp"

/// One message's way as the daemon tells it, for people. Pure; nothing in it can move the cursor or
/// recolour the terminal.
namespace yak::cli {

/// A heading, then a line for everything that happened, in columns: when, counted from when the
/// message was received; what; how long, which for a layer of the chain is its own time without
/// that of the layers within it; and what there is to say of it.
std::string trace_in_words(const Json& trace);

}  // namespace yak::cli
