// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "sqlite/people/person_eraser.hpp"
#include "sqlite/people/person_table.hpp"
#include "sqlite/tables/batch_tables.hpp"
#include "sqlite/tables/inbox_table.hpp"
#include "sqlite/tables/outbox_table.hpp"
#include "sqlite/tables/turn_table.hpp"
#include "yak/clock.hpp"
#include "yak/store.hpp"

namespace yak::sqlite {

/// Everything that writes, as one object on the writer's connection. Each call runs inside a
/// transaction that its caller holds. An expected failure is found before anything is written; what
/// SQLite says goes to the connection, and the transaction must then be undone.
class Journal {
 public:
  /// `epoch` is this store's as an owner of rows.
  Journal(Database& database, const Clock& clock, std::int64_t epoch);

  result<Store::AcceptResult> accept(const Message& message);
  result<std::vector<DeliveryId>> commit(const TurnCommit& commit);
  result<void> update(const DeliveryUpdate& change);
  result<void> update_all(std::span<const DeliveryUpdate> changes);
  result<ReportResult> report(const ReceiptUpdate& report);
  result<DeliveryId> find_receipt(const std::string& channel, const std::string& receipt);
  result<void> write(const Batch& batch);
  result<std::vector<Message>> resume_messages(MessageId after, int limit);
  result<std::vector<Delivery>> resume_deliveries(DeliveryId after, int limit);
  result<void> blame(std::span<const MessageId> messages, int points);
  result<void> shift_times(std::chrono::milliseconds by);
  result<Revived> revive(DeadLetterId id);
  result<void> purge(DeadLetterId id);
  PersonCounts erase(const Person& who, const PersonRows& rows, const EraseExcept& except);
  /// A small write that shows whether writing works.
  result<void> check();

 private:
  const Clock& clock_;
  PersonTable persons_;
  InboxTable inbox_;
  OutboxTable outbox_;
  TurnTable turns_;
  BatchTables tables_;
  PersonEraser eraser_;
  Statement check_;
};

/// Makes whoever opens the store its owner: gives an epoch that no one had before.
result<std::int64_t> next_epoch(Database& database);

}  // namespace yak::sqlite
