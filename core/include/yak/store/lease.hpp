// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <utility>

#include "yak/clock.hpp"
#include "yak/message/message.hpp"

namespace yak {

/// Names one owner of work in a journal. Each owner gets a greater number than every one before.
/// 0 means the epoch of this process: Journal::epoch().
using Epoch = std::int64_t;

/// A conversation that one owner works on. Until it ends, no other owner gets the conversation.
struct Lease {
  Lease() = default;
  Lease(ConversationKey conversation, Epoch epoch, WallTime ends_at)
      : conversation(std::move(conversation)), epoch(epoch), ends_at(ends_at) {}

  ConversationKey conversation;
  Epoch epoch = 0;
  WallTime ends_at{};
};

}  // namespace yak
