// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "yak/clock.hpp"
#include "yak/store.hpp"

namespace yak::memory {

struct DeliveryRow {
  Delivery delivery;
  Epoch owner = 0;
  std::vector<DeliveryEvent> events;
};

/// Neither sent nor dead.
[[nodiscard]] constexpr bool is_open(DeliveryState state) noexcept {
  return state != DeliveryState::sent && state != DeliveryState::dead;
}

/// The deliveries of a ledger. The content of a delivery is kept until it is sent. Not thread-safe.
class DeliveryTable {
 public:
  /// Events of a delivery that are kept; later ones are left out.
  static constexpr std::size_t kMaxEvents = 64;
  /// Of an event's reason, in bytes.
  static constexpr std::size_t kMaxDetail = 160;

  /// `keeps_content`: of every delivery, for tests.
  explicit DeliveryTable(bool keeps_content) : keeps_content_(keeps_content) {}

  /// Null if there is none.
  [[nodiscard]] DeliveryRow* find(DeliveryId id);
  [[nodiscard]] const DeliveryRow* find(DeliveryId id) const;
  /// The delivery that a report is about: by its id, else by channel and receipt.
  [[nodiscard]] DeliveryRow* find(const ReceiptUpdate& report);
  /// 0 if there is none.
  [[nodiscard]] DeliveryId find_receipt(const std::string& channel,
                                        const std::string& receipt) const;
  /// The newest message whose delivery has this receipt in any channel, 0 if there is none.
  /// Examines every receipt.
  [[nodiscard]] MessageId newest_answered(const std::string& receipt) const;
  [[nodiscard]] const std::unordered_map<DeliveryId, DeliveryRow>& rows() const noexcept {
    return rows_;
  }
  [[nodiscard]] const std::set<DeliveryId>& open() const noexcept { return open_; }
  [[nodiscard]] const std::set<DeliveryId>& dead() const noexcept { return dead_; }
  [[nodiscard]] std::int64_t count(DeliveryState state) const noexcept {
    return counts_.at(static_cast<std::size_t>(state));
  }

  /// Adds a delivery under the next id. `delivery.created_at` dates its first event.
  DeliveryRow& add(Delivery delivery, Epoch owner);
  /// Sets the state, and with it what is open, what is dead, and whether content is kept.
  void set_state(DeliveryRow& row, DeliveryState state);
  /// The first delivery of a channel that has a receipt is the one that is found by it.
  void set_receipt(DeliveryRow& row, const std::string& receipt);
  static void note(DeliveryRow& row, WallTime at, std::string_view what, std::string detail);
  void remove(DeliveryId id);
  /// Makes the open deliveries to `peer` those of a newer `owner`. Examines every open delivery.
  void assign(const Person& peer, Epoch owner);
  /// Moves the times of all open deliveries.
  void shift_times(std::chrono::milliseconds by);

 private:
  std::int64_t& count_of(DeliveryState state) noexcept {
    return counts_.at(static_cast<std::size_t>(state));
  }

  const bool keeps_content_;
  DeliveryId last_ = 0;
  std::unordered_map<DeliveryId, DeliveryRow> rows_;
  std::map<std::pair<std::string, std::string>, DeliveryId> by_receipt_;  ///< and by channel
  std::set<DeliveryId> open_;
  std::set<DeliveryId> dead_;
  std::array<std::int64_t, 5> counts_{};
};

}  // namespace yak::memory
