// SPDX-License-Identifier: Apache-2.0
#include "memory/message_table.hpp"

#include <algorithm>

namespace yak::memory {
namespace {

/// `message` without what the person wrote. The strings' memory goes with the rest of `message`.
Message without_content(Message& message) {
  Message kept;
  kept.id = message.id;
  kept.channel = std::move(message.channel);
  kept.external_id = std::move(message.external_id);
  kept.peer = std::move(message.peer);
  kept.sender = std::move(message.sender);
  kept.to = std::move(message.to);
  kept.address = std::move(message.address);
  kept.received_at = message.received_at;
  kept.suspicion = message.suspicion;
  kept.trace_id = message.trace_id;
  return kept;
}

}  // namespace

bool is_with(const Person& peer, const ConversationKey& conversation) {
  return conversation.channel == peer.channel &&
         std::ranges::find(peer.addresses, conversation.peer) != peer.addresses.end();
}

MessageId MessageTable::find(const std::string& channel, const std::string& external_id) const {
  const auto found = by_names_.find({channel, external_id});
  return found == by_names_.end() ? 0 : found->second;
}

MessageRow* MessageTable::find(MessageId id) {
  const auto found = rows_.find(id);
  return found == rows_.end() ? nullptr : &found->second;
}

const MessageRow* MessageTable::find(MessageId id) const {
  const auto found = rows_.find(id);
  return found == rows_.end() ? nullptr : &found->second;
}

MessageId MessageTable::newest(const std::string& external_id) const {
  MessageId newest = 0;
  for (const auto& [names, id] : by_names_) {
    if (names.second == external_id) newest = std::max(newest, id);
  }
  return newest;
}

MessageRow& MessageTable::add(const Message& message, Epoch owner) {
  const MessageId id = ++last_;
  by_names_.emplace(Names(message.channel, message.external_id), id);
  open_.insert(open_.end(), id);
  MessageRow& row = rows_[id];
  row.message = message;
  row.message.id = id;
  row.owner = owner;
  return row;
}

void MessageTable::set_state(MessageRow& row, MessageState state) {
  const MessageId id = row.message.id;
  if (row.state == MessageState::received) open_.erase(id);
  if (row.state == MessageState::quarantined) quarantined_.erase(id);
  row.state = state;
  if (state != MessageState::received && state != MessageState::quarantined) row.steps.clear();
  if (state == MessageState::received) {
    open_.insert(id);
  } else if (state == MessageState::quarantined) {
    quarantined_.insert(id);
  } else if (!keeps_content_) {
    Message kept = without_content(row.message);
    std::swap(row.message, kept);
  }
}

void MessageTable::erase_content(MessageRow& row) {
  Message blank;
  blank.id = row.message.id;
  blank.channel = std::move(row.message.channel);
  blank.external_id = std::move(row.message.external_id);
  blank.received_at = row.message.received_at;
  std::swap(row.message, blank);
  row.turn = std::string();
  row.steps.clear();
}

void MessageTable::remove(MessageId id) {
  const auto found = rows_.find(id);
  const Message& message = found->second.message;
  by_names_.erase({message.channel, message.external_id});
  open_.erase(id);
  quarantined_.erase(id);
  rows_.erase(found);
}

void MessageTable::assign(const Person& peer, Epoch owner) {
  for (const MessageId id : open_) {
    MessageRow& row = rows_.at(id);
    if (is_with(peer, row.message.conversation())) row.owner = std::max(row.owner, owner);
  }
}

void MessageTable::shift_times(std::chrono::milliseconds by) {
  for (auto& [id, row] : rows_) row.message.received_at += by;
}

}  // namespace yak::memory
