// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "memory/ledger.hpp"

namespace yak::memory {

MessageId Ledger::message_of(const std::string& id) const {
  if (const auto named = dead_letter_id(id)) {
    if (named->kind == DeadLetterId::Kind::message && messages_.contains(named->id)) {
      return named->id;
    }
    const auto row = deliveries_.find(named->id);
    if (named->kind == DeadLetterId::Kind::delivery && row != deliveries_.end()) {
      return row->second.message;
    }
  }
  // The channel comes first in both indexes, and the id does not name it. A person who looks into
  // one message can wait for that.
  MessageId newest = 0;
  for (const auto& [names, message] : by_external_id_) {
    if (names.second == id) newest = std::max(newest, message);
  }
  if (newest != 0) return newest;
  for (const auto& [names, delivery] : by_receipt_) {
    if (names.second == id) newest = std::max(newest, deliveries_.at(delivery).message);
  }
  return newest;
}

Message Ledger::message_of(MessageId id, const Entry& entry) {
  Message message;
  message.id = id;
  message.channel = entry.names.first;
  message.external_id = entry.names.second;
  message.peer = entry.peer;
  message.sender = entry.sender;
  message.to = entry.to;
  message.received_at = entry.received_at;
  return message;
}

MessageTrace::Sent Ledger::sent_of(DeliveryId id, const Row& row) {
  MessageTrace::Sent sent;
  Delivery& delivery = sent.delivery;
  delivery.id = id;
  delivery.message = row.message;
  delivery.channel = row.channel;
  delivery.peer = row.peer;
  delivery.from = row.from;
  delivery.part = row.part;
  delivery.parts = row.parts;
  delivery.state = row.state;
  delivery.attempts = row.attempts;
  delivery.created_at = row.created_at;
  delivery.next_at = row.next_at;
  delivery.receipt = row.receipt;
  delivery.status = row.status;
  delivery.failure = row.failure;
  for (const Happening& happening : row.events) {
    DeliveryEvent& event = sent.events.emplace_back(happening.at, std::string(happening.what));
    event.detail = happening.detail;
  }
  return sent;
}

result<MessageTrace> Ledger::trace(const std::string& id) const {
  const MessageId message = id.empty() ? 0 : message_of(id);
  if (message == 0) {
    return error(ErrorKind::not_found, "no message and no delivery has the id '" + id + "'");
  }
  const Entry& entry = messages_.at(message);
  MessageTrace trace;
  trace.message = message_of(message, entry);
  trace.state = entry.state;
  if (!entry.received) trace.ended_at = entry.ended_at;
  // It may be forgotten already.
  const auto answered =
      entry.answered == 0 ? messages_.find(message) : messages_.find(entry.answered);
  if (answered == messages_.end()) return trace;
  trace.turn = answered->second.turn;
  for (const DeliveryId delivery : answered->second.deliveries) {
    trace.deliveries.push_back(sent_of(delivery, deliveries_.at(delivery)));
  }
  return trace;
}

}  // namespace yak::memory
