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
#include "sqlite/tables/key_value_table.hpp"
#include "sqlite/tables/outbox_table.hpp"
#include "sqlite/tables/step_table.hpp"
#include "sqlite/tables/turn_table.hpp"
#include "yak/clock.hpp"
#include "yak/store.hpp"
#include "yak/store/lease_table.hpp"

namespace yak::sqlite {

/// All writes, as one object on the writer's connection. Each call runs inside its caller's
/// transaction. An expected failure is found before anything is written. The connection keeps
/// SQLite's own failures, and the transaction must then be undone.
class JournalTables {
 public:
  /// `epoch` is this store's as an owner of rows.
  JournalTables(Database& database, const Clock& clock, Epoch epoch);

  result<Epoch> take_epoch();
  result<Lease> claim(const ConversationKey& conversation, Epoch epoch,
                      std::chrono::milliseconds span);
  result<Lease> renew(const Lease& lease, std::chrono::milliseconds span);
  result<Journal::AcceptResult> accept(const Message& message);
  result<void> step(const JournalStep& step);
  result<std::vector<DeliveryId>> commit(const TurnCommit& commit);
  result<void> update(std::span<const DeliveryUpdate> changes);
  result<ReportResult> report(const ReceiptUpdate& report);
  result<DeliveryId> find_receipt(const std::string& channel, const std::string& receipt);
  result<void> write(const Batch& batch);
  result<void> transact(const std::string& space, const KeyValueTransaction& transaction);
  result<std::vector<Message>> resume_messages(MessageId after, int limit);
  result<std::vector<Delivery>> resume_deliveries(DeliveryId after, int limit);
  result<void> add_suspicion(std::span<const MessageId> messages, int points);
  result<void> shift_times(std::chrono::milliseconds by);
  result<Revived> revive(DeadLetterId id);
  result<void> purge(DeadLetterId id);
  PersonCounts erase(const Person& who, const PersonRows& rows, const EraseExcept& except);
  /// Makes a small write, to find out whether the store can write.
  result<void> check();

 private:
  /// The conversation with the person whose alias the peer is.
  ConversationKey owned(const ConversationKey& conversation);
  /// Makes what is open in a conversation a newer owner's.
  void assign(const ConversationKey& conversation, Epoch owner);
  /// Gives what is open in a conversation to the owner that has leased it.
  void assign_to_leaseholder(const ConversationKey& conversation);
  /// Why a turn that is not open for a writer refuses its write.
  error not_open(MessageId message);
  /// Ends a message's turn; false if it is not open for `commit`'s writer.
  bool end(MessageId message, const TurnCommit& commit);
  /// The owner that a write names.
  [[nodiscard]] Epoch owner(Epoch named) const noexcept { return named == 0 ? epoch_ : named; }

  const Clock& clock_;
  const Epoch epoch_;
  LeaseTable leases_;
  PersonTable persons_;
  InboxTable inbox_;
  OutboxTable outbox_;
  TurnTable turns_;
  StepTable steps_;
  KeyValueTable keys_;
  BatchTables tables_;
  PersonEraser eraser_;
  Statement check_;
  Statement take_epoch_;
};

/// Takes an epoch for a process that opens the store: one more than the last.
result<Epoch> next_epoch(Database& database);

}  // namespace yak::sqlite
