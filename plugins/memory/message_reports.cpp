// SPDX-License-Identifier: Apache-2.0
#include "memory/message_reports.hpp"

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

MessageReport::Sent sent_of(const DeliveryRow& row) {
  MessageReport::Sent sent;
  sent.delivery = row.delivery;
  sent.delivery.content = Outbound();
  sent.events = row.events;
  return sent;
}

}  // namespace

result<MessageReport> report_of(const Ledger& ledger, const std::string& id) {
  const MessageId named = id.empty() ? 0 : message_named(ledger, id);
  const MessageRow* const row = ledger.messages().find(named);
  if (row == nullptr) {
    return error(ErrorKind::not_found, "no message and no delivery has the id '" + id + "'");
  }
  MessageReport report;
  report.message = row->message;
  report.message.raw_text.clear();
  report.message.text.clear();
  report.message.payload.clear();
  report.message.attachments.clear();
  report.state = row->state;
  if (row->state != MessageState::received) report.ended_at = row->ended_at;
  // The message whose turn answered it may be forgotten already.
  const MessageRow* const answered =
      row->answered == 0 ? row : ledger.messages().find(row->answered);
  if (answered == nullptr) return report;
  report.turn = answered->turn;
  for (const DeliveryId delivery : answered->deliveries) {
    report.deliveries.push_back(sent_of(*ledger.deliveries().find(delivery)));
  }
  return report;
}

}  // namespace yak::memory
