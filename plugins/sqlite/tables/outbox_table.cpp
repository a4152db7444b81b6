// SPDX-License-Identifier: Apache-2.0
#include "sqlite/tables/outbox_table.hpp"

#include <sqlite3.h>

#include <algorithm>

#include "sqlite/tables/attachments.hpp"
#include "sqlite/tables/delivery_events.hpp"
#include "yak/message/receipt.hpp"

namespace yak::sqlite {
namespace {

/// An absent receipt is NULL, so that the index holds only those that are there.
std::optional<std::string_view> unless_empty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

}  // namespace

void read_head(const Query& row, Delivery& delivery) {
  delivery.id = row.integer(0);
  delivery.message = row.integer(1);
  delivery.channel = row.text(2);
  delivery.peer = row.text(3);
  delivery.from = row.text(4);
  delivery.in_reply_to = row.text(5);
  delivery.part = static_cast<int>(row.integer(6));
  delivery.parts = static_cast<int>(row.integer(7));
}

Delivery delivery_in(const Query& row) {
  Delivery delivery;
  read_head(row, delivery);
  delivery.content.text = row.text(8);
  if (!row.is_null(9)) delivery.content.media = attachments_from_json(row.text(9));
  delivery.created_at = row.time(10);
  delivery.state = row.as<DeliveryState>(11);
  delivery.attempts = static_cast<int>(row.integer(12));
  delivery.next_at = row.time(13);
  delivery.status = row.as<ReceiptStatus>(14);
  delivery.receipt = row.text(15);
  delivery.failure = row.text(16);
  delivery.address = row.text(17);
  delivery.trace_id = row.trace_id(18);
  return delivery;
}

namespace {

// 4096 is kMaxEventCharacters.
constexpr const char* kInsertContent =
    "INSERT INTO outbox(message, channel, peer, sender, in_reply_to, part, parts, text, media, "
    "created_at, address, trace_id) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
constexpr const char* kInsertState =
    "INSERT INTO delivery(id, state, owner, attempts, next_at, status, receipt, failure, events) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
// The receipt has an index, so that setting it costs something even if it does not change.
constexpr const char* kUpdate =
    "UPDATE delivery SET state = ?2, attempts = coalesce(?3, attempts), "
    "next_at = coalesce(?4, next_at), failure = coalesce(?5, failure), "
    "events = substr(events || ?6, 1, 4096) WHERE id = ?1 AND owner <= ?7";
constexpr const char* kUpdateWithReceipt =
    "UPDATE delivery SET state = ?2, attempts = coalesce(?3, attempts), "
    "next_at = coalesce(?4, next_at), failure = coalesce(?5, failure), "
    "events = substr(events || ?6, 1, 4096), receipt = ?8 WHERE id = ?1 AND owner <= ?7";
constexpr const char* kAssign =
    "UPDATE delivery SET owner = ?1 WHERE owner < ?1 AND id IN ("
    "SELECT open.id FROM delivery AS open INDEXED BY delivery_unsent CROSS JOIN outbox "
    "ON outbox.id = open.id WHERE open.id > 0 AND state <> 2 AND state <> 3 "
    "AND peer = ?2 AND channel = ?3)";
constexpr const char* kFindById =
    "SELECT id, status, receipt, state, channel, peer, trace_id FROM delivery JOIN outbox "
    "USING(id) "
    "WHERE id = ?1 AND channel = ?2";
constexpr const char* kFindByReceipt =
    "SELECT id, status, receipt, state, channel, peer, trace_id FROM delivery JOIN outbox "
    "USING(id) "
    "WHERE receipt = ?1 AND channel = ?2 ORDER BY id LIMIT 1";
constexpr const char* kSettle =
    "UPDATE delivery SET state = 2, failure = '', receipt = coalesce(receipt, ?2), "
    "events = substr(events || ?3, 1, 4096) WHERE id = ?1";
constexpr const char* kShiftCreated =
    "UPDATE outbox SET created_at = created_at + ?1 WHERE id IN ("
    "SELECT id FROM delivery WHERE state <> 2 AND state <> 3)";
constexpr const char* kShiftNext =
    "UPDATE delivery SET next_at = next_at + ?1 WHERE state <> 2 AND state <> 3";
// All dead deliveries of a reply, if this one is dead.
constexpr const char* kDeadParts =
    "SELECT part.id FROM outbox AS named JOIN delivery AS dead ON dead.id = named.id "
    "JOIN outbox AS part ON part.message = named.message JOIN delivery ON delivery.id = part.id "
    "WHERE named.id = ?1 AND dead.state = 3 AND delivery.state = 3 ORDER BY part.id";
constexpr const char* kRevive =
    "UPDATE delivery SET state = 0, owner = max(owner, ?2), attempts = 0, next_at = ?3, "
    "failure = '', events = substr(events || ?4, 1, 4096) WHERE id = ?1 AND state = 3";
constexpr const char* kSetReceipt = "UPDATE delivery SET receipt = ?2 WHERE id = ?1";
constexpr const char* kSetStatus =
    "UPDATE delivery SET status = ?2, failure = coalesce(?3, failure), "
    "events = substr(events || ?4, 1, 4096) WHERE id = ?1";
// 1 is sending: its owner ended during the request. 2 is sent, which is what the index
// leaves out, 3 dead, 4 in doubt.
constexpr const char* kTakeOver =
    "UPDATE delivery SET owner = ?1, state = CASE state WHEN 1 THEN 4 ELSE state END, "
    "events = CASE state WHEN 1 THEN substr(events || ?4, 1, 4096) ELSE events END WHERE id IN ("
    "SELECT id FROM delivery WHERE state <> 2 AND state <> 3 AND owner < ?1 AND id > ?2 "
    "ORDER BY id LIMIT ?3) RETURNING id";
constexpr const char* kSelectTaken =
    "SELECT id, message, channel, peer, sender, in_reply_to, part, parts, text, media, created_at, "
    "state, attempts, next_at, status, receipt, failure, address, trace_id "
    "FROM outbox JOIN delivery USING(id) WHERE id = ?1";

}  // namespace

OutboxTable::OutboxTable(Database& database, PersonTable& persons, const Clock& clock, Epoch epoch)
    : persons_(persons),
      clock_(clock),
      epoch_(epoch),
      insert_content_(database, kInsertContent),
      insert_state_(database, kInsertState),
      update_(database, kUpdate),
      update_with_receipt_(database, kUpdateWithReceipt),
      owner_(database, "SELECT owner FROM delivery WHERE id = ?1"),
      assign_(database, kAssign),
      find_by_id_(database, kFindById),
      find_by_receipt_(database, kFindByReceipt),
      settle_(database, kSettle),
      set_receipt_(database, kSetReceipt),
      set_status_(database, kSetStatus),
      take_over_(database, kTakeOver),
      select_taken_(database, kSelectTaken),
      dead_parts_(database, kDeadParts),
      revive_(database, kRevive),
      touch_(database, "UPDATE outbox SET created_at = ?2 WHERE id = ?1"),
      purge_state_(database, "DELETE FROM delivery WHERE id = ?1 AND state = 3"),
      purge_content_(database,
                     "DELETE FROM outbox WHERE id = ?1 AND id < (SELECT max(id) FROM outbox)"),
      blank_(database,
             "UPDATE outbox SET peer = '', sender = '', in_reply_to = '', text = '', media = NULL, "
             "address = NULL, trace_id = NULL WHERE id = ?1"),
      rewrite_(database, "UPDATE outbox SET peer = ?2, address = ?3 WHERE id = ?1") {}

DeliveryId OutboxTable::add(MessageId message, const Delivery& delivery, WallTime created_at,
                            Epoch owner) {
  const std::optional<std::string> media = to_json(delivery.content.media);
  Query content(insert_content_, message, delivery.channel, delivery.peer, delivery.from,
                delivery.in_reply_to, delivery.part, delivery.parts, delivery.content.text, media,
                created_at, unless_empty(delivery.address), delivery.trace_id);
  if (content.run() == 0) return 0;
  const DeliveryId id = sqlite3_last_insert_rowid(insert_content_.database().handle());
  const std::string event = event_line(delivery.state, created_at);
  Query(insert_state_, id, delivery.state, owner, delivery.attempts, delivery.next_at,
        delivery.status, unless_empty(delivery.receipt), delivery.failure, event)
      .run();
  return id;
}

bool OutboxTable::update(const DeliveryUpdate& change, Epoch by) {
  const std::string event =
      event_line(change.state, clock_.now(), change.failure ? *change.failure : std::string_view());
  if (change.receipt) {
    return Query(update_with_receipt_, change.id, change.state, change.attempts, change.next_at,
                 change.failure, event, by, unless_empty(*change.receipt))
               .run() > 0;
  }
  return Query(update_, change.id, change.state, change.attempts, change.next_at, change.failure,
               event, by)
             .run() > 0;
}

std::optional<Epoch> OutboxTable::owner(DeliveryId id) {
  Query row(owner_, id);
  if (!row.next()) return std::nullopt;
  return row.integer(0);
}

void OutboxTable::assign(const ConversationKey& conversation, Epoch owner) {
  Query(assign_, owner, conversation.peer, conversation.channel).run();
}

std::optional<OutboxTable::Found> OutboxTable::find(const ReceiptUpdate& report) {
  const auto read = [](Query& row) {
    std::optional<Found> found;
    if (row.next()) {
      found = Found{row.integer(0),           row.as<ReceiptStatus>(1),   row.text(2),
                    row.as<DeliveryState>(3), {row.text(4), row.text(5)}, row.trace_id(6)};
    }
    return found;
  };
  if (report.delivery != 0) {
    Query row(find_by_id_, report.delivery, report.channel);
    if (const auto found = read(row)) return found;
  }
  if (report.receipt.empty()) return std::nullopt;
  Query row(find_by_receipt_, report.receipt, report.channel);
  return read(row);
}

std::optional<ReportResult> OutboxTable::report(const ReceiptUpdate& report) {
  const std::optional<Found> found = find(report);
  if (!found) return std::nullopt;
  ReportResult outcome;
  outcome.delivery = found->id;
  outcome.conversation = found->conversation;
  outcome.trace_id = found->trace_id;
  outcome.settled = found->state != DeliveryState::sent;
  outcome.sent_twice =
      !report.receipt.empty() && !found->receipt.empty() && found->receipt != report.receipt;
  // A callback may come before the answer to the request that sent the delivery.
  const WallTime now = clock_.now();
  if (outcome.settled) {
    const std::string event = event_line(DeliveryState::sent, now, kSettledByReport);
    Query(settle_, found->id, unless_empty(report.receipt), event).run();
  } else if (found->receipt.empty() && !report.receipt.empty()) {
    Query(set_receipt_, found->id, report.receipt).run();
  }
  outcome.moved = moves_up(found->status, report.status);
  if (outcome.moved) {
    const std::string event = event_line(report.status, now, report.failure);
    Query(set_status_, found->id, report.status, unless_empty(report.failure), event).run();
  }
  return outcome;
}

DeliveryId OutboxTable::find_receipt(const std::string& channel, const std::string& receipt) {
  Query row(find_by_receipt_, receipt, channel);
  return row.next() ? row.integer(0) : 0;
}

void OutboxTable::shift_times(std::chrono::milliseconds by) {
  // Compiled at each call: it is rarely needed.
  for (const char* sql : {kShiftCreated, kShiftNext}) {
    Statement shift(owner_.database(), sql);
    Query(shift, by.count()).run();
  }
}

std::vector<Delivery> OutboxTable::revive(DeliveryId id, WallTime now) {
  const std::string event = event_line(DeliveryState::pending, now, kRevivedByOperator);
  std::vector<DeliveryId> parts;
  {
    Query dead(dead_parts_, id);
    while (dead.next()) parts.push_back(dead.integer(0));
  }
  std::vector<Delivery> revived;
  revived.reserve(parts.size());
  for (const DeliveryId part : parts) {
    Query(revive_, part, epoch_, now, event).run();
    Query(touch_, part, now).run();
    if (std::optional<Delivery> delivery = read(part)) revived.push_back(*std::move(delivery));
  }
  return revived;
}

std::optional<Delivery> OutboxTable::read(DeliveryId id) {
  std::optional<Delivery> delivery;
  if (Query row(select_taken_, id); row.next()) delivery = delivery_in(row);
  if (!delivery) return delivery;
  // If its peer has become an alias since, it belongs to the conversation of the alias's owner.
  std::string owner = persons_.lookup().owner(delivery->channel, delivery->peer);
  if (owner == delivery->peer) return delivery;
  if (delivery->address.empty()) delivery->address = delivery->peer;
  delivery->peer = std::move(owner);
  Query(rewrite_, id, delivery->peer, delivery->address).run();
  return delivery;
}

bool OutboxTable::purge(DeliveryId id) {
  if (Query(purge_state_, id).run() == 0) return false;
  // SQLite would use the newest id again if its row were deleted.
  if (Query(purge_content_, id).run() == 0) Query(blank_, id).run();
  return true;
}

std::vector<Delivery> OutboxTable::resume(DeliveryId after, int limit) {
  std::vector<DeliveryId> taken;
  const std::string event = event_line(DeliveryState::in_doubt, clock_.now(), kInterruptedSend);
  {
    Query take_over(take_over_, epoch_, after, std::max(limit, 0), event);
    while (take_over.next()) taken.push_back(take_over.integer(0));
  }
  // RETURNING promises no order (https://www.sqlite.org/lang_returning.html).
  std::sort(taken.begin(), taken.end());
  std::vector<Delivery> deliveries;
  deliveries.reserve(taken.size());
  for (const DeliveryId id : taken) {
    if (std::optional<Delivery> delivery = read(id)) deliveries.push_back(*std::move(delivery));
  }
  return deliveries;
}

}  // namespace yak::sqlite
