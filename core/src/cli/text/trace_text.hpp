// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/daemon_answer.hpp"

/// Formats the trace of one message as text. Pure. Control characters are neutralised.
namespace yak::cli {

/// A heading, then a line for each event in columns: the time since the message was received, the
/// event, its duration (for a layer of the chain without the layers nested in it), and a note.
std::string describe_trace(const Json& trace);

}  // namespace yak::cli
