// SPDX-License-Identifier: Apache-2.0
#include "sqlite/tables/traces.hpp"

#include <utility>

#include "sqlite/tables/delivery_events.hpp"
#include "yak/receipt.hpp"

namespace yak::sqlite {
namespace {

// Neither texts nor payload: they are what people wrote.
constexpr const char* kMessage =
    "SELECT id, channel, external_id, peer, coalesce(sender, peer), recipient, received_at, "
    "(SELECT blame FROM unfinished WHERE message = id), "
    "(SELECT state FROM ended WHERE message = id) FROM inbox WHERE id = ?1";
constexpr const char* kTraceDeliveries =
    "SELECT id, message, channel, peer, sender, in_reply_to, part, parts, created_at, state, "
    "attempts, next_at, status, receipt, failure, events "
    "FROM outbox JOIN delivery USING(id) WHERE message = ?1 ORDER BY id";

void read_traced_message(const Query& row, MessageTrace& trace) {
  trace.message.id = row.integer(0);
  trace.message.channel = row.text(1);
  trace.message.external_id = row.text(2);
  trace.message.peer = row.text(3);
  trace.message.sender = row.text(4);
  trace.message.to = row.text(5);
  trace.message.received_at = row.time(6);
  if (!row.is_null(7)) {
    trace.message.blame = static_cast<int>(row.integer(7));
  } else {
    trace.state = row.is_null(8) ? MessageState::done : row.as<MessageState>(8);
  }
}

MessageTrace::Sent read_traced_delivery(const Query& row) {
  MessageTrace::Sent sent;
  Delivery& delivery = sent.delivery;
  delivery.id = row.integer(0);
  delivery.message = row.integer(1);
  delivery.channel = row.text(2);
  delivery.peer = row.text(3);
  delivery.from = row.text(4);
  delivery.in_reply_to = row.text(5);
  delivery.part = static_cast<int>(row.integer(6));
  delivery.parts = static_cast<int>(row.integer(7));
  delivery.created_at = row.time(8);
  delivery.state = row.as<DeliveryState>(9);
  delivery.attempts = static_cast<int>(row.integer(10));
  delivery.next_at = row.time(11);
  delivery.status = row.as<ReceiptStatus>(12);
  delivery.receipt = row.text(13);
  delivery.failure = row.text(14);
  sent.events = events_of(row.text(15));
  // Of a row that an earlier version wrote only its beginning is known.
  if (sent.events.empty()) {
    sent.events.emplace_back(delivery.created_at, std::string(event_name(DeliveryState::pending)));
  }
  return sent;
}

}  // namespace

Traces::Traces(Database& database)
    : of_delivery_(database, "SELECT message FROM outbox WHERE id = ?1"),
      of_external_id_(database,
                      "SELECT id FROM inbox WHERE external_id = ?1 ORDER BY id DESC LIMIT 1"),
      of_receipt_(database,
                  "SELECT message FROM delivery JOIN outbox USING(id) WHERE receipt = ?1 "
                  "ORDER BY id DESC LIMIT 1"),
      message_(database, kMessage),
      turn_(database, "SELECT joined, ended_at, trace FROM turn WHERE message = ?1"),
      deliveries_(database, kTraceDeliveries) {}

MessageId Traces::first(Statement& statement, const std::string& name) {
  Query row(statement, name);
  return row.next() ? row.integer(0) : 0;
}

MessageId Traces::message_of(const std::string& id) {
  if (const auto named = dead_letter_id(id)) {
    const bool is_delivery = named->kind == DeadLetterId::Kind::delivery;
    Query row(is_delivery ? of_delivery_ : message_, named->id);
    if (row.next()) return row.integer(0);
  }
  const MessageId message = first(of_external_id_, id);
  return message != 0 ? message : first(of_receipt_, id);
}

result<MessageTrace> Traces::find(const std::string& id) {
  MessageTrace trace;
  const MessageId message = id.empty() ? 0 : message_of(id);
  Query row(message_, message);
  if (!row.next()) {
    return error(ErrorKind::not_found, "no message and no delivery has the id '" + id + "'");
  }
  read_traced_message(row, trace);
  MessageId answered = message;
  if (Query ended(turn_, message); ended.next()) {
    if (!ended.is_null(0)) answered = ended.integer(0);
    trace.ended_at = ended.time(1);
    trace.turn = ended.text(2);
  }
  if (answered != message) {
    if (Query turn(turn_, answered); turn.next()) trace.turn = turn.text(2);
  }
  read_deliveries(answered, trace);
  return trace;
}

void Traces::read_deliveries(MessageId message, MessageTrace& trace) {
  Query row(deliveries_, message);
  while (row.next()) trace.deliveries.push_back(read_traced_delivery(row));
}

}  // namespace yak::sqlite
