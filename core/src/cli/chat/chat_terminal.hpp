#pragma once

#include <string>

#include "cli/chat/chat_session.hpp"
#include "cli/terminal/terminal_signals.hpp"

namespace yak::cli {

/// Talks on a terminal until Ctrl-D, Ctrl-C twice, or a signal that ends programs. Answers appear
/// as they come, also while a message is typed; meanwhile a line shows that they are being made.
/// `first`: replies that were there at the start. Blocks. Gives the exit code.
int chat_on_terminal(ChatSession& session, const TerminalSignals& signals, const ChatPoll& first);

/// An answer as a terminal shows it: control characters neutralised, Markdown as styles.
std::string answer_on_terminal(const std::string& markdown);

}  // namespace yak::cli
