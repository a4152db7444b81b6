// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

#include "net/event_loops.hpp"
#include "yak/message/message.hpp"

namespace yak::delivery {

/// The index of the loop that a conversation belongs to: its lane and its deliveries live there.
[[nodiscard]] inline std::size_t home_loop(const ConversationKey& conversation,
                                           const net::EventLoops& loops) {
  return std::hash<ConversationKey>{}(conversation) % loops.size();
}

}  // namespace yak::delivery
