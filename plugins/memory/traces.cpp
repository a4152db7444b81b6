// SPDX-License-Identifier: Apache-2.0
#include "memory/traces.hpp"

namespace yak::memory {
namespace {

/// The message that `id` names, or that the delivery that it names answers; 0 if there is none.
MessageId message_named(const Ledger& ledger, const std::string& id) {
  if (const auto named = dead_letter_id(id)) {
    const bool is_message = named->kind == DeadLetterId::Kind::message;
    if (is_message && ledger.messages().find(named->id) != nullptr) return named->id;
    const DeliveryRow* const row = ledger.deliveries().find(named->id);
    if (!is_message && row != nullptr) return row->delivery.message;
  }
  const MessageId message = ledger.messages().newest(id);
  return message != 0 ? message : ledger.deliveries().newest_answered(id);
}

MessageTrace::Sent sent_of(const DeliveryRow& row) {
  MessageTrace::Sent sent;
  sent.delivery = row.delivery;
  sent.delivery.content = Outbound();
  sent.events = row.events;
  return sent;
}

}  // namespace

result<MessageTrace> trace_of(const Ledger& ledger, const std::string& id) {
  const MessageId named = id.empty() ? 0 : message_named(ledger, id);
  const MessageRow* const row = ledger.messages().find(named);
  if (row == nullptr) {
    return error(ErrorKind::not_found, "no message and no delivery has the id '" + id + "'");
  }
  MessageTrace trace;
  trace.message = row->message;
  trace.message.raw_text.clear();
  trace.message.text.clear();
  trace.message.payload.clear();
  trace.message.attachments.clear();
  trace.state = row->state;
  if (row->state != MessageState::received) trace.ended_at = row->ended_at;
  // The message whose turn answered it may be forgotten already.
  const MessageRow* const answered =
      row->answered == 0 ? row : ledger.messages().find(row->answered);
  if (answered == nullptr) return trace;
  trace.turn = answered->turn;
  for (const DeliveryId delivery : answered->deliveries) {
    trace.deliveries.push_back(sent_of(*ledger.deliveries().find(delivery)));
  }
  return trace;
}

}  // namespace yak::memory
