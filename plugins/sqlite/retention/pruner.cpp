// SPDX-License-Identifier: Apache-2.0
#include "sqlite/retention/pruner.hpp"

#include <algorithm>
#include <chrono>

namespace yak::sqlite {
namespace {

// Deliveries are settled when sent (2), or dead (3) for long enough; of messages only the
// quarantined (4) are dead letters.
constexpr const char* kMessageRows =
    "SELECT id, received_at, "
    "EXISTS(SELECT 1 FROM unfinished WHERE message = inbox.id) "
    "OR EXISTS(SELECT 1 FROM ended WHERE message = inbox.id AND state = 4 "
    "AND inbox.received_at >= ?3) "
    "OR EXISTS(SELECT 1 FROM outbox JOIN delivery ON delivery.id = outbox.id "
    "WHERE outbox.message = inbox.id AND state <> 2 AND (state <> 3 OR created_at >= ?3)) "
    "OR id = (SELECT message FROM outbox WHERE id = (SELECT max(id) FROM outbox)) "
    "FROM inbox WHERE id > ?1 AND id < (SELECT max(id) FROM inbox) ORDER BY id LIMIT ?2";

/// A row from the future was written while the clock was wrong: it says nothing about its
/// neighbours.
constexpr std::chrono::hours kFuture{1};

/// Ids grow with time, except for rows whose time was changed: one young row does not end a pass,
/// a whole step of them does.
template <class Rows>
bool all_young(const Rows& rows, WallTime before, WallTime now) {
  return std::ranges::all_of(
      rows, [&](const auto& row) { return row.at >= before && row.at <= now + kFuture; });
}

}  // namespace

Pruner::Pruner(Database& database)
    : messages_(database, kMessageRows),
      lines_(database,
             "SELECT id, at, answer IS NOT NULL FROM history WHERE id > ?1 ORDER BY id LIMIT ?2"),
      deliveries_(database, "SELECT id FROM outbox WHERE message = ?1"),
      remove_message_(database, "DELETE FROM inbox WHERE id = ?1"),
      remove_end_(database, "DELETE FROM ended WHERE message = ?1"),
      remove_turn_(database, "DELETE FROM turn WHERE message = ?1"),
      remove_steps_(database, "DELETE FROM step WHERE message = ?1"),
      remove_content_(database, "DELETE FROM outbox WHERE id = ?1"),
      remove_state_(database, "DELETE FROM delivery WHERE id = ?1"),
      remove_line_(database, "DELETE FROM history WHERE id = ?1") {}

void Pruner::begin_pass() noexcept {
  message_ = 0;
  line_ = 0;
  reached_ = WallTime{};
}

Pruned Pruner::step(const Expendable& expendable) {
  Pruned pruned;
  const bool messages_end = prune_messages(expendable, pruned);
  const bool lines_end = prune_lines(expendable, pruned);
  pruned.ended = messages_end && lines_end;
  return pruned;
}

bool Pruner::prune_messages(const Expendable& expendable, Pruned& pruned) {
  rows_.clear();
  {
    Query row(messages_, message_, kMessages, expendable.dead_letters_before);
    while (row.next()) rows_.push_back({row.integer(0), row.time(1), row.integer(2) != 0});
  }
  if (all_young(rows_, expendable.messages_before, expendable.now)) return true;
  for (const Row& row : rows_) {
    message_ = row.id;
    if (row.at >= expendable.messages_before) continue;
    if (row.at <= expendable.now) reached_ = std::max(reached_, row.at);
    if (row.stays) continue;
    remove_message(row.id);
    ++pruned.messages;
  }
  return rows_.size() < kMessages;
}

void Pruner::remove_message(MessageId message) {
  ids_.clear();
  {
    Query row(deliveries_, message);
    while (row.next()) ids_.push_back(row.integer(0));
  }
  for (const DeliveryId id : ids_) {
    Query(remove_state_, id).run();
    Query(remove_content_, id).run();
  }
  Query(remove_end_, message).run();
  Query(remove_turn_, message).run();
  Query(remove_steps_, message).run();
  Query(remove_message_, message).run();
}

bool Pruner::prune_lines(const Expendable& expendable, Pruned& pruned) {
  const WallTime before = std::max(expendable.lines_before, reached_);
  rows_.clear();
  {
    Query row(lines_, line_, kLines);
    while (row.next()) {
      rows_.push_back({.id = row.integer(0), .at = row.time(1), .answered = row.integer(2) != 0});
    }
  }
  if (all_young(rows_, before, expendable.now)) return true;
  for (const Row& row : rows_) {
    line_ = row.id;
    if (row.at >= before) continue;
    pruned.lines += Query(remove_line_, row.id).run() * (row.answered ? 2 : 1);
  }
  return rows_.size() < kLines;
}

}  // namespace yak::sqlite
