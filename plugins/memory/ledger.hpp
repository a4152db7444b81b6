#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "yak/store.hpp"

namespace yak::memory {

/// Where messages and deliveries stand. Their content is not kept: it could be asked for only after
/// a restart, and then all of this is gone. Not thread-safe.
///
/// At most `max_messages` are unfinished, and as many finished ones are remembered, oldest
/// forgotten first with their deliveries. Finished is a message whose turn is committed and whose
/// deliveries are all sent or dead.
class Ledger {
 public:
  explicit Ledger(std::size_t max_messages) : max_messages_(max_messages) {}

  result<Store::AcceptResult> accept(const Message& message);
  /// Why `commit` would fail, if it would.
  [[nodiscard]] result<void> may_commit(const TurnCommit& commit) const;
  std::vector<DeliveryId> commit(const TurnCommit& commit);
  result<void> update(const DeliveryUpdate& change);
  /// All of them or none.
  result<void> update_all(std::span<const DeliveryUpdate> changes);
  result<ReportResult> report(const StatusReport& report);
  [[nodiscard]] DeliveryId find_receipt(const std::string& channel,
                                        const std::string& receipt) const;
  [[nodiscard]] StoreStats stats() const noexcept;

 private:
  using Names = std::pair<std::string, std::string>;  ///< channel and what is unique in it
  struct Entry {
    Names names;
    bool received = true;
    std::vector<DeliveryId> deliveries;
    std::size_t open_deliveries = 0;

    [[nodiscard]] bool finished() const noexcept { return !received && open_deliveries == 0; }
  };
  struct Row {
    MessageId message = 0;
    std::string channel;
    std::string peer;
    DeliveryState state = DeliveryState::pending;
    ReceiptStatus status = ReceiptStatus::none;
    std::string receipt;
  };

  DeliveryId add(Entry& entry, MessageId message, const Delivery& delivery);
  void end(MessageId message);
  void set_receipt(DeliveryId id, Row& row, const std::string& receipt);
  std::unordered_map<DeliveryId, Row>::iterator find(const StatusReport& report);
  void finish(MessageId message);
  void forget(MessageId message);
  std::int64_t& count(DeliveryState state) noexcept {
    return by_state_.at(static_cast<std::size_t>(state));
  }

  const std::size_t max_messages_;
  MessageId last_message_ = 0;
  DeliveryId last_delivery_ = 0;
  std::unordered_map<MessageId, Entry> messages_;
  std::map<Names, MessageId> by_external_id_;
  std::unordered_map<DeliveryId, Row> deliveries_;
  std::map<Names, DeliveryId> by_receipt_;
  std::deque<MessageId> finished_;  ///< in the order in which they finished
  std::size_t unfinished_ = 0;      ///< their turn or a delivery is open
  std::int64_t received_ = 0;
  std::array<std::int64_t, 5> by_state_{};
};

}  // namespace yak::memory
