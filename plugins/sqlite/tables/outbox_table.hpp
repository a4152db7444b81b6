// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "sqlite/database/statement.hpp"
#include "sqlite/people/person_table.hpp"
#include "yak/clock.hpp"
#include "yak/store.hpp"

namespace yak::sqlite {

/// Reads the first eight columns: id, message, channel, peer, sender, in_reply_to, part, parts.
void read_head(const Query& row, Delivery& delivery);

/// The columns id, message, channel, peer, sender, in_reply_to, part, parts, text, media,
/// created_at, state, attempts, next_at, status, receipt, failure, address, trace_id.
Delivery delivery_in(const Query& row);

/// Deliveries: their content, their state and their receipts. For the writer's connection, inside
/// its transaction.
class OutboxTable {
 public:
  /// `epoch` is this store's as an owner; `clock` dates events. `persons` must
  /// outlive it.
  OutboxTable(Database& database, PersonTable& persons, const Clock& clock, Epoch epoch);

  /// Writes `delivery`, which answers `message`, with its owner; returns its id.
  DeliveryId add(MessageId message, const Delivery& delivery, WallTime created_at, Epoch owner);
  /// False if there is no such delivery, or its owner is newer than `by`.
  bool update(const DeliveryUpdate& change, Epoch by);
  /// The owner of a delivery; absent if there is no such delivery.
  [[nodiscard]] std::optional<Epoch> owner(DeliveryId id);
  /// Makes the open deliveries of a conversation those of `owner`.
  void assign(const ConversationKey& conversation, Epoch owner);
  /// Absent when there is no such delivery.
  std::optional<ReportResult> report(const ReceiptUpdate& report);
  DeliveryId find_receipt(const std::string& channel, const std::string& receipt);
  /// Takes over what earlier owners left open; what was being sent becomes in doubt.
  std::vector<Delivery> resume(DeliveryId after, int limit);
  void shift_times(std::chrono::milliseconds by);
  /// Makes a dead delivery and all dead ones of its reply pending, dated now; returns them in
  /// order, none if it is not dead.
  std::vector<Delivery> revive(DeliveryId id, WallTime now);
  /// Deletes a dead delivery; false if it is not dead.
  bool purge(DeliveryId id);

 private:
  struct Found {
    DeliveryId id = 0;
    ReceiptStatus status = ReceiptStatus::none;
    std::string receipt;
    DeliveryState state = DeliveryState::pending;
    ConversationKey conversation;
    TraceId trace_id{};
  };
  std::optional<Found> find(const ReceiptUpdate& report);
  /// An open delivery.
  std::optional<Delivery> read(DeliveryId id);

  PersonTable& persons_;
  const Clock& clock_;
  Epoch epoch_;
  Statement insert_content_;
  Statement insert_state_;
  Statement update_;
  Statement update_with_receipt_;
  Statement owner_;
  Statement assign_;
  Statement find_by_id_;
  Statement find_by_receipt_;
  Statement settle_;
  Statement set_receipt_;
  Statement set_status_;
  Statement take_over_;
  Statement select_taken_;
  Statement dead_parts_;
  Statement revive_;
  Statement touch_;
  Statement purge_state_;
  Statement purge_content_;
  Statement blank_;
  Statement rewrite_;
};

}  // namespace yak::sqlite
