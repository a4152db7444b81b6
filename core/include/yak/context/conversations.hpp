// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "yak/api.hpp"
#include "yak/message/message.hpp"
#include "yak/task.hpp"

namespace yak {

/// The conversations that run or wait. Thread-safe.
class YAK_API Conversations {
 public:
  virtual ~Conversations();
  /// Stops the running turn and drops what waits behind it, durably. Returns how many were ended.
  virtual task<std::size_t> stop(ConversationKey conversation) = 0;
  /// Messages waiting or running in this conversation.
  virtual task<std::size_t> backlog(ConversationKey conversation) = 0;
};

}  // namespace yak
