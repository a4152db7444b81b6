// SPDX-License-Identifier: Apache-2.0
#include "sqlite/tables/inbox_table.hpp"

#include <sqlite3.h>

#include <algorithm>

#include "sqlite/tables/attachments.hpp"

namespace yak::sqlite {
namespace {

std::optional<std::string_view> unless_same(const std::string& value, const std::string& other) {
  if (value == other) return std::nullopt;
  return value;
}

std::optional<std::string_view> address_or_null(const std::string& address) {
  if (address.empty()) return std::nullopt;
  return address;
}

std::string text_or(const Query& row, int column, const std::string& other) {
  return row.is_null(column) ? other : row.text(column);
}

}  // namespace

Message message_in(const Query& row) {
  Message message;
  message.id = row.integer(0);
  message.channel = row.text(1);
  message.external_id = row.text(2);
  message.peer = row.text(3);
  message.sender = text_or(row, 4, message.peer);
  message.sender_name = row.text(5);
  message.to = row.text(6);
  message.raw_text = row.text(7);
  message.text = text_or(row, 8, message.raw_text);
  message.reply_to = row.text(9);
  if (!row.is_null(10)) message.attachments = attachments_from_json(row.text(10));
  message.payload = row.text(11);
  message.received_at = row.time(12);
  message.suspicion = static_cast<int>(row.integer(13));
  message.address = row.text(14);
  message.trace_id = row.trace_id(15);
  return message;
}

InboxTable::InboxTable(Database& database, PersonTable& persons, Epoch epoch)
    : persons_(persons),
      epoch_(epoch),
      insert_(
          database,
          "INSERT INTO inbox(channel, external_id, peer, sender, sender_name, recipient, raw_text, "
          "text, reply_to, attachments, payload, received_at, address, trace_id) "
          "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) "
          "ON CONFLICT(external_id, channel) DO NOTHING"),
      rewrite_(database, "UPDATE inbox SET peer = ?2, sender = ?3, address = ?4 WHERE id = ?1"),
      find_duplicate_(database, "SELECT id FROM inbox WHERE external_id = ?2 AND channel = ?1"),
      open_(database, "INSERT INTO unfinished(message, owner, suspicion) VALUES(?1, ?2, ?3)"),
      close_(database, "DELETE FROM unfinished WHERE message = ?1 AND owner <= ?2"),
      owner_(database, "SELECT owner FROM unfinished WHERE message = ?1"),
      assign_(database,
              "UPDATE unfinished SET owner = ?1 WHERE owner < ?1 AND message IN ("
              "SELECT id FROM inbox WHERE peer = ?2 AND channel = ?3)"),
      end_(database, "INSERT INTO ended(message, state) VALUES(?1, ?2)"),
      find_(database, "SELECT 1 FROM inbox WHERE id = ?1"),
      take_over_(database,
                 "UPDATE unfinished SET owner = ?1 WHERE message IN ("
                 "SELECT message FROM unfinished WHERE owner < ?1 AND message > ?2 "
                 "ORDER BY message LIMIT ?3) RETURNING message"),
      select_taken_(
          database,
          "SELECT id, channel, external_id, peer, sender, sender_name, recipient, raw_text, "
          "text, reply_to, attachments, payload, received_at, suspicion, address, trace_id "
          "FROM inbox JOIN unfinished ON message = id WHERE id = ?1"),
      add_suspicion_(database,
                     "UPDATE unfinished SET suspicion = suspicion + ?2 WHERE message = ?1"),
      unend_(database, "DELETE FROM ended WHERE message = ?1 AND state = 4"),
      touch_(database, "UPDATE inbox SET received_at = ?2 WHERE id = ?1"),
      give_up_(database, "UPDATE ended SET state = 2 WHERE message = ?1 AND state = 4") {}

Journal::AcceptResult InboxTable::accept(const Message& message) {
  const std::optional<std::string> attachments = to_json(message.attachments);
  Query insert(insert_, message.channel, message.external_id, message.peer,
               unless_same(message.sender, message.peer), message.sender_name, message.to,
               message.raw_text, unless_same(message.text, message.raw_text), message.reply_to,
               attachments, message.payload, message.received_at, address_or_null(message.address),
               message.trace_id);
  Journal::AcceptResult accepted;
  if (insert.run() == 0) {
    Query find(find_duplicate_, message.channel, message.external_id);
    if (find.next()) accepted.id = find.integer(0);
    accepted.duplicate = true;
    return accepted;
  }
  accepted.id = sqlite3_last_insert_rowid(insert_.database().handle());
  persons_.learn(message, accepted);
  if (!accepted.sender.empty()) {
    Message known;
    known.id = accepted.id;
    known.peer = message.peer;
    known.sender = message.sender;
    known.address = message.address;
    known.identify(accepted.sender);
    rewrite(known);
  }
  Query(open_, accepted.id, epoch_, message.suspicion).run();
  return accepted;
}

void InboxTable::rewrite(const Message& message) {
  Query(rewrite_, message.id, message.peer, unless_same(message.sender, message.peer),
        address_or_null(message.address))
      .run();
}

std::optional<Epoch> InboxTable::owner(MessageId message) {
  Query row(owner_, message);
  if (!row.next()) return std::nullopt;
  return row.integer(0);
}

void InboxTable::assign(const ConversationKey& conversation, Epoch owner) {
  Query(assign_, owner, conversation.peer, conversation.channel).run();
}

bool InboxTable::finish(MessageId message, MessageState state, Epoch by) {
  if (Query(close_, message, by).run() == 0) return false;
  if (state != MessageState::done) Query(end_, message, state).run();
  return true;
}

bool InboxTable::knows(MessageId message) { return Query(find_, message).next(); }

std::vector<Message> InboxTable::resume(MessageId after, int limit) {
  std::vector<MessageId> taken;
  {
    Query take_over(take_over_, epoch_, after, std::max(limit, 0));
    while (take_over.next()) taken.push_back(take_over.integer(0));
  }
  // RETURNING promises no order (https://www.sqlite.org/lang_returning.html).
  std::sort(taken.begin(), taken.end());
  std::vector<Message> messages;
  messages.reserve(taken.size());
  for (const MessageId id : taken) {
    if (std::optional<Message> message = read(id)) messages.push_back(*std::move(message));
  }
  return messages;
}

void InboxTable::add_suspicion(MessageId message, int points) {
  Query(add_suspicion_, message, points).run();
}

void InboxTable::shift_times(std::chrono::milliseconds by) {
  // Compiled at each call: it is rarely needed.
  Statement shift(find_.database(), "UPDATE inbox SET received_at = received_at + ?1");
  Query(shift, by.count()).run();
}

std::optional<Message> InboxTable::reopen(MessageId message, WallTime now) {
  if (Query(unend_, message).run() == 0) return std::nullopt;
  Query(touch_, message, now).run();
  Query(open_, message, epoch_, 0).run();
  return read(message);
}

std::optional<Message> InboxTable::read(MessageId id) {
  std::optional<Message> message;
  if (Query row(select_taken_, id); row.next()) message = message_in(row);
  // Its sender may have become an alias since.
  if (message && persons_.identify(*message)) rewrite(*message);
  return message;
}

bool InboxTable::give_up(MessageId message) { return Query(give_up_, message).run() > 0; }

}  // namespace yak::sqlite
