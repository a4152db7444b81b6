// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "history/conversation_memory.hpp"
#include "history/window.hpp"
#include "yak/commands.hpp"
#include "yak/context/middleware_context.hpp"

namespace yak::history {

/// The most lines that /history counts.
inline constexpr int kMaxCounted = 200;

/// The reply of `/history` for `lines` (at most kMaxCounted, oldest first) at `now`. Pure.
std::string history_text(const std::vector<HistoryLine>& lines, WallTime now,
                         const WindowLimits& limits);

/// /new and /history. `context` must outlive them.
std::vector<Command> history_commands(MiddlewareContext& context,
                                      std::shared_ptr<ConversationMemory> memory,
                                      const WindowLimits& limits);

}  // namespace yak::history
