// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "yak/lru_map.hpp"
#include "yak/message/message.hpp"

namespace yak::conversation {

/// The conversations that got a notice which is sent only once. Remembers kMax of them; above that,
/// the oldest is forgotten and may get the notice again. Not thread-safe.
class OncePerConversation {
 public:
  static constexpr std::size_t kMax = 4'096;

  /// Returns true if the conversation has not got the notice yet, and records it.
  bool first_time(const ConversationKey& conversation) {
    if (notified_.find(conversation) != nullptr) return false;
    notified_.put(conversation, {});
    if (notified_.size() > kMax) notified_.pop_oldest();
    return true;
  }
  void forget(const ConversationKey& conversation) { notified_.erase(conversation); }
  void forget_all() { notified_ = {}; }
  [[nodiscard]] bool empty() const noexcept { return notified_.size() == 0; }

 private:
  struct Nothing {};
  LruMap<ConversationKey, Nothing> notified_;
};

}  // namespace yak::conversation
