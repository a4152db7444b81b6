// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <unordered_map>
#include <vector>

#include "yak/context/conversations.hpp"

namespace yak::testing {

/// Conversations whose backlog a test sets. Thread-safe.
class FakeConversations final : public Conversations {
 public:
  /// Returns the backlog and sets it to 0.
  task<std::size_t> stop(ConversationKey conversation) override;
  task<std::size_t> backlog(ConversationKey conversation) override;

  void set_backlog(ConversationKey conversation, std::size_t messages);
  [[nodiscard]] std::vector<ConversationKey> stopped() const;

 private:
  mutable std::mutex mutex_;
  std::unordered_map<ConversationKey, std::size_t> backlog_;
  std::vector<ConversationKey> stopped_;
};

}  // namespace yak::testing
