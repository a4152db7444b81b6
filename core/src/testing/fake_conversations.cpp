// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/fake_conversations.hpp"

#include <utility>

namespace yak::testing {

task<std::size_t> FakeConversations::stop(ConversationKey conversation) {
  const std::lock_guard lock(mutex_);
  const auto found = backlog_.find(conversation);
  std::size_t ended = 0;
  if (found != backlog_.end()) ended = std::exchange(found->second, 0);
  stopped_.push_back(std::move(conversation));
  co_return ended;
}

task<std::size_t> FakeConversations::backlog(ConversationKey conversation) {
  const std::lock_guard lock(mutex_);
  const auto found = backlog_.find(conversation);
  co_return found == backlog_.end() ? 0 : found->second;
}

void FakeConversations::set_backlog(ConversationKey conversation, std::size_t messages) {
  const std::lock_guard lock(mutex_);
  backlog_[std::move(conversation)] = messages;
}

std::vector<ConversationKey> FakeConversations::stopped() const {
  const std::lock_guard lock(mutex_);
  return stopped_;
}

}  // namespace yak::testing
