#pragma once

#include "app/chat_session.hpp"

namespace yak::app {

/// Line editing with history; replies appear as they come, also while a line is typed. Ends with
/// Ctrl-D.
int chat_on_terminal(ChatSession& session);

}  // namespace yak::app
