// SPDX-License-Identifier: Apache-2.0
#include "conversation/lanes/join_rule.hpp"

#include <iterator>
#include <utility>

namespace yak::conversation {
namespace {

std::size_t bytes_of(const Message& message) {
  std::size_t bytes = message.raw_text.size() + message.text.size();
  for (const Attachment& file : message.attachments) {
    bytes += file.url.size() + file.content_type.size() + file.name.size();
  }
  return bytes;
}

/// Prepends the lines of `older` to `newer`.
void put_before(std::string& older, std::string& newer) {
  if (older.empty()) return;
  if (!newer.empty()) older.append("\n").append(newer);
  newer = std::move(older);
}

}  // namespace

JoinRule::JoinRule(const PendingTurn& first)
    : first_(first.turn.message), messages_(first.messages()), bytes_(bytes_of(first_)) {}

bool JoinRule::admit(const PendingTurn& next) {
  const Message& message = next.turn.message;
  if (message.sender != first_.sender || message.to != first_.to) return false;
  if (message.suspicion > 0 || first_.suspicion > 0) return false;
  const std::size_t messages = messages_ + next.messages();
  const std::size_t bytes = bytes_ + bytes_of(message);
  if (messages > kMaxMessages || bytes > kMaxBytes) return false;
  messages_ = messages;
  bytes_ = bytes;
  return true;
}

PendingTurnPtr join(PendingTurnPtr older, PendingTurnPtr newer) {
  Message& before = older->turn.message;
  Message& message = newer->turn.message;
  put_before(before.raw_text, message.raw_text);
  put_before(before.text, message.text);
  before.attachments.insert(before.attachments.end(),
                            std::make_move_iterator(message.attachments.begin()),
                            std::make_move_iterator(message.attachments.end()));
  message.attachments = std::move(before.attachments);
  if (message.merged.empty()) message.merged = std::move(before.merged);
  if (message.reply_to.empty()) message.reply_to = std::move(before.reply_to);
  return end_together(std::move(older), std::move(newer));
}

PendingTurnPtr end_together(PendingTurnPtr older, PendingTurnPtr newer) {
  // Append the shorter list to the longer, so that joining one message has constant cost.
  if (older->joined.size() > newer->joined.size()) older->joined.swap(newer->joined);
  newer->joined.insert(newer->joined.end(), older->joined.begin(), older->joined.end());
  newer->joined.push_back(older->turn.message.id);
  if (!newer->ticket) {
    newer->ticket = std::move(older->ticket);
  } else if (older->ticket) {
    older->ticket->release();
  }
  return newer;
}

}  // namespace yak::conversation
