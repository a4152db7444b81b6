#pragma once

#include <optional>
#include <vector>

#include "sqlite/statement.hpp"
#include "yak/store.hpp"

namespace yak::sqlite {

/// Deliveries: their content, their state and their receipts. For the writer's connection, inside
/// its transaction.
class OutboxTable {
 public:
  /// `epoch` is this store's as an owner.
  OutboxTable(Database& database, std::int64_t epoch);

  /// Writes `delivery` as an answer to `message`; gives its id.
  DeliveryId add(MessageId message, const Delivery& delivery, WallTime created_at);
  /// False when there is no such delivery.
  bool update(const DeliveryUpdate& change);
  [[nodiscard]] bool knows(DeliveryId id);
  /// Whether the status moved; absent when there is no such delivery.
  std::optional<bool> report(const StatusReport& report);
  /// Takes over what other owners left open; what was being sent is in doubt from then on.
  std::vector<Delivery> resume(DeliveryId after, int limit);

 private:
  struct Found {
    DeliveryId id = 0;
    ReceiptStatus status = ReceiptStatus::none;
    bool has_receipt = false;
  };
  std::optional<Found> find(const StatusReport& report);

  std::int64_t epoch_;
  Statement insert_content_;
  Statement insert_state_;
  Statement update_;
  Statement update_with_receipt_;
  Statement knows_;
  Statement find_by_id_;
  Statement find_by_receipt_;
  Statement set_receipt_;
  Statement set_status_;
  Statement take_over_;
  Statement select_taken_;
};

}  // namespace yak::sqlite
