// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/chat/chat_session.hpp"
#include "cli/terminal/terminal_signals.hpp"

namespace yak::cli {

/// Runs an interactive chat until Ctrl-D, two Ctrl-C, or a terminating signal. Answers appear as
/// they arrive, also while the user types; a status line shows that an answer is being made.
/// `first`: replies that were pending at the start. Blocks. Returns the exit code.
int chat_on_terminal(ChatSession& session, const TerminalSignals& signals, const ChatPoll& first);

/// An answer for the terminal: control characters neutralised, Markdown as styles.
std::string answer_on_terminal(const std::string& markdown);

}  // namespace yak::cli
