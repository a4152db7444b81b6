// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "yak/api.hpp"
#include "yak/clock.hpp"
#include "yak/error.hpp"
#include "yak/message.hpp"
#include "yak/store/journal.hpp"
#include "yak/task.hpp"

namespace yak {

/// Something that happened to a delivery.
struct DeliveryEvent {
  DeliveryEvent() = default;
  DeliveryEvent(WallTime at, std::string what) : at(at), what(std::move(what)) {}

  WallTime at{};
  std::string what;    ///< `pending`, `sending`, `sent`, `dead`, `in doubt`, `delivered`, `read`, …
  std::string detail;  ///< a reason in words, where there is one
};

/// One message's way as the journal has it.
struct MessageTrace {
  struct Sent {
    Delivery delivery;  ///< without content
    /// In order; at most 64, the latest are left out.
    std::vector<DeliveryEvent> events;
  };

  Message message;  ///< without text, attachments and payload
  MessageState state = MessageState::received;
  std::optional<WallTime> ended_at;
  std::string turn;  ///< TurnCommit::trace
  std::vector<Sent> deliveries;
};

/// Lookups in the journal. For the core alone.
///
/// Thread-safe. The store owns it. Failures: `unavailable` (disk full, I/O), `internal`.
class YAK_API JournalReader {
 public:
  virtual ~JournalReader();

  /// The delivery that has this receipt, 0 if none has.
  virtual task<result<DeliveryId>> find_receipt(std::string channel, std::string receipt) = 0;
  /// When the newest message of a conversation came, whatever became of it; nothing when the store
  /// has none.
  virtual task<result<std::optional<WallTime>>> last_message(ConversationKey conversation) = 0;
  /// The way of one message. `id` is `m7`, `d12`, the message's external id or a delivery's
  /// receipt. `not_found`; `unsupported` for a store that keeps no such thing (the default).
  virtual task<result<MessageTrace>> trace(std::string id);
};

}  // namespace yak
