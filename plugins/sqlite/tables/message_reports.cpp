// SPDX-License-Identifier: Apache-2.0
#include "sqlite/tables/message_reports.hpp"

#include <utility>

#include "sqlite/tables/delivery_events.hpp"
#include "sqlite/tables/outbox_table.hpp"
#include "yak/message/receipt.hpp"

namespace yak::sqlite {
namespace {

// Neither texts nor payload: they are what people wrote.
constexpr const char* kMessage =
    "SELECT id, channel, external_id, peer, coalesce(sender, peer), recipient, received_at, "
    "(SELECT suspicion FROM unfinished WHERE message = id), "
    "(SELECT state FROM ended WHERE message = id), trace_id, address FROM inbox WHERE id = ?1";
constexpr const char* kReportedDeliveries =
    "SELECT id, message, channel, peer, sender, in_reply_to, part, parts, created_at, state, "
    "attempts, next_at, status, receipt, failure, events, trace_id, address "
    "FROM outbox JOIN delivery USING(id) WHERE message = ?1 ORDER BY id";

void read_reported_message(const Query& row, MessageReport& report) {
  report.message.id = row.integer(0);
  report.message.channel = row.text(1);
  report.message.external_id = row.text(2);
  report.message.peer = row.text(3);
  report.message.sender = row.text(4);
  report.message.to = row.text(5);
  report.message.received_at = row.time(6);
  report.message.trace_id = row.trace_id(9);
  report.message.address = row.text(10);
  if (!row.is_null(7)) {
    report.message.suspicion = static_cast<int>(row.integer(7));
  } else {
    report.state = row.is_null(8) ? MessageState::done : row.as<MessageState>(8);
  }
}

MessageReport::Sent read_reported_delivery(const Query& row) {
  MessageReport::Sent sent;
  Delivery& delivery = sent.delivery;
  read_head(row, delivery);
  delivery.created_at = row.time(8);
  delivery.state = row.as<DeliveryState>(9);
  delivery.attempts = static_cast<int>(row.integer(10));
  delivery.next_at = row.time(11);
  delivery.status = row.as<ReceiptStatus>(12);
  delivery.receipt = row.text(13);
  delivery.failure = row.text(14);
  delivery.trace_id = row.trace_id(16);
  delivery.address = row.text(17);
  sent.events = events_of(row.text(15));
  // Of a row that an earlier version wrote only its beginning is known.
  if (sent.events.empty()) {
    sent.events.emplace_back(delivery.created_at, std::string(event_name(DeliveryState::pending)));
  }
  return sent;
}

}  // namespace

MessageReports::MessageReports(Database& database)
    : of_delivery_(database, "SELECT message FROM outbox WHERE id = ?1"),
      of_external_id_(database,
                      "SELECT id FROM inbox WHERE external_id = ?1 ORDER BY id DESC LIMIT 1"),
      of_receipt_(database,
                  "SELECT message FROM delivery JOIN outbox USING(id) WHERE receipt = ?1 "
                  "ORDER BY id DESC LIMIT 1"),
      message_(database, kMessage),
      turn_(database, "SELECT joined, ended_at, report FROM turn WHERE message = ?1"),
      deliveries_(database, kReportedDeliveries) {}

MessageId MessageReports::first(Statement& statement, const std::string& name) {
  Query row(statement, name);
  return row.next() ? row.integer(0) : 0;
}

MessageId MessageReports::message_of(const std::string& id) {
  if (const auto named = dead_letter_id(id)) {
    const bool is_delivery = named->kind == DeadLetterId::Kind::delivery;
    Query row(is_delivery ? of_delivery_ : message_, named->id);
    if (row.next()) return row.integer(0);
  }
  const MessageId message = first(of_external_id_, id);
  return message != 0 ? message : first(of_receipt_, id);
}

result<MessageReport> MessageReports::find(const std::string& id) {
  MessageReport report;
  const MessageId message = id.empty() ? 0 : message_of(id);
  Query row(message_, message);
  if (!row.next()) {
    return error(ErrorKind::not_found, "no message and no delivery has the id '" + id + "'");
  }
  read_reported_message(row, report);
  MessageId answered = message;
  if (Query ended(turn_, message); ended.next()) {
    if (!ended.is_null(0)) answered = ended.integer(0);
    report.ended_at = ended.time(1);
    report.turn = ended.text(2);
  }
  if (answered != message) {
    if (Query turn(turn_, answered); turn.next()) report.turn = turn.text(2);
  }
  read_deliveries(answered, report);
  return report;
}

void MessageReports::read_deliveries(MessageId message, MessageReport& report) {
  Query row(deliveries_, message);
  while (row.next()) report.deliveries.push_back(read_reported_delivery(row));
}

}  // namespace yak::sqlite
