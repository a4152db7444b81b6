// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "yak/api.hpp"
#include "yak/clock.hpp"
#include "yak/error.hpp"
#include "yak/message/message.hpp"
#include "yak/store/journal.hpp"
#include "yak/task.hpp"

namespace yak {

/// Something that happened to a delivery.
struct DeliveryEvent {
  DeliveryEvent() = default;
  DeliveryEvent(WallTime at, std::string what) : at(at), what(std::move(what)) {}

  WallTime at{};
  std::string what;    ///< `pending`, `sending`, `sent`, `dead`, `in doubt`, `delivered`, `read`, …
  std::string detail;  ///< the reason for an operator, if there is one
};

/// The record of one message: its end, its turn and its deliveries.
struct MessageReport {
  struct Sent {
    Delivery delivery;  ///< without content
    /// In order; at most 64, later ones are left out.
    std::vector<DeliveryEvent> events;
  };

  Message message;  ///< without text, attachments and payload
  MessageState state = MessageState::received;
  std::optional<WallTime> ended_at;
  std::string turn;  ///< TurnCommit::report
  std::vector<Sent> deliveries;
};

/// Lookups in the journal. For the core alone.
///
/// Thread-safe. The store owns it. Failures: `unavailable` (disk full, I/O), `internal`.
class YAK_API JournalReader {
 public:
  virtual ~JournalReader();

  /// The delivery with this receipt, 0 if there is none.
  virtual task<result<DeliveryId>> find_receipt(std::string channel, std::string receipt) = 0;
  /// When the newest message of a conversation was received, in any state; absent if there is none.
  virtual task<result<std::optional<WallTime>>> last_message(ConversationKey conversation) = 0;
  /// The record of one message. `id` is `m7`, `d12`, the message's external id or a delivery's
  /// receipt. `not_found`; `unsupported` by default.
  virtual task<result<MessageReport>> message_report(std::string id);
};

}  // namespace yak
