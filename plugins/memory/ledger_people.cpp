// SPDX-License-Identifier: Apache-2.0
// What the ledger has of one person. It looks at everything: that is seldom asked for.
#include <algorithm>

#include "memory/ledger.hpp"

namespace yak::memory {
namespace {

bool is_one_of(const std::vector<std::string>& texts, const std::string& text) {
  return std::ranges::find(texts, text) != texts.end();
}

}  // namespace

bool Ledger::is_of(const Entry& entry, const Person& who) {
  return entry.names.first == who.channel && !entry.erased &&
         (is_one_of(who.addresses, entry.peer) || is_one_of(who.addresses, entry.sender));
}

bool Ledger::is_of(const Row& row, const Person& who) const {
  if (row.channel != who.channel) return false;
  if (is_one_of(who.addresses, row.peer)) return true;
  const auto message = messages_.find(row.message);
  return message != messages_.end() && is_of(message->second, who);
}

void Ledger::show(const Person& who, PersonPage& page) const {
  for (const auto& [id, entry] : messages_) {
    if (!is_of(entry, who)) continue;
    PersonPage::Received& received = page.messages.emplace_back();
    received.message = message_of(id, entry);
    received.state = entry.state;
  }
  for (const auto& [id, row] : deliveries_) {
    if (is_of(row, who)) page.deliveries.push_back(sent_of(id, row).delivery);
  }
  std::ranges::sort(page.messages, {}, [](const auto& received) { return received.message.id; });
  std::ranges::sort(page.deliveries, {}, &Delivery::id);
}

void Ledger::erase(const Person& who, MessageId except, PersonCounts& counts) {
  std::vector<DeliveryId> deliveries;
  for (const auto& [id, row] : deliveries_) {
    if (row.message != except && is_of(row, who)) deliveries.push_back(id);
  }
  std::vector<MessageId> messages;
  for (const auto& [id, entry] : messages_) {
    if (id != except && is_of(entry, who)) messages.push_back(id);
  }
  for (const DeliveryId id : deliveries) erase_delivery(id);
  for (const MessageId id : messages) erase_message(id);
  counts.messages = std::ssize(messages);
  counts.deliveries = std::ssize(deliveries);
}

void Ledger::erase_delivery(DeliveryId id) {
  const auto found = deliveries_.find(id);
  // What finished just now may have made the ledger forget it.
  if (found == deliveries_.end()) return;
  Row& row = found->second;
  const MessageId message = row.message;
  Entry& entry = messages_.at(message);
  const bool was_finished = entry.finished();
  --count(row.state);
  if (is_open(row.state)) --entry.open_deliveries;
  set_receipt(id, row, {});
  std::erase(entry.deliveries, id);
  deliveries_.erase(found);
  if (!was_finished && entry.finished()) finish(message);
}

void Ledger::erase_message(MessageId id) {
  const auto found = messages_.find(id);
  if (found == messages_.end()) return;
  Entry& entry = found->second;
  entry.erased = true;
  entry.peer.clear();
  entry.sender.clear();
  entry.to.clear();
  entry.turn.clear();
  if (!entry.received) return;
  entry.received = false;
  entry.state = MessageState::dropped;
  entry.ended_at = clock_.now();
  --received_;
  if (entry.finished()) finish(id);
}

}  // namespace yak::memory
