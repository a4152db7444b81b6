// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "yak/store.hpp"

namespace yak::memory {

/// One message, its end and its deliveries.
struct MessageRow {
  /// The turn is committed and no delivery is open.
  [[nodiscard]] bool finished() const noexcept {
    return state != MessageState::received && open_deliveries == 0;
  }

  Message message;
  MessageState state = MessageState::received;
  Epoch owner = 0;
  WallTime ended_at{};
  MessageId answered = 0;  ///< the message whose turn answered it, if not its own
  std::string turn;        ///< TurnCommit::report
  std::map<int, JournalStep> steps;
  std::vector<DeliveryId> deliveries;
  std::size_t open_deliveries = 0;
  std::size_t bytes = 0;  ///< with its deliveries, when the ledger counted last
};

/// Whether a conversation is one with `peer`, under any of its addresses.
[[nodiscard]] bool is_with(const Person& peer, const ConversationKey& conversation);

/// The messages of a ledger. The text, attachments and payload of a message are kept while it is
/// unfinished or quarantined. Not thread-safe.
class MessageTable {
 public:
  /// `keeps_content`: of every message, for tests.
  explicit MessageTable(bool keeps_content) : keeps_content_(keeps_content) {}

  /// The id of the message with these names, 0 if there is none.
  [[nodiscard]] MessageId find(const std::string& channel, const std::string& external_id) const;
  /// Null if there is none.
  [[nodiscard]] MessageRow* find(MessageId id);
  [[nodiscard]] const MessageRow* find(MessageId id) const;
  /// The newest message of any channel with this external id, 0 if there is none. Examines every
  /// message.
  [[nodiscard]] MessageId newest(const std::string& external_id) const;
  [[nodiscard]] const std::unordered_map<MessageId, MessageRow>& rows() const noexcept {
    return rows_;
  }
  /// Messages whose turn is not committed.
  [[nodiscard]] const std::set<MessageId>& open() const noexcept { return open_; }
  [[nodiscard]] const std::set<MessageId>& quarantined() const noexcept { return quarantined_; }

  /// Adds a message under the next id.
  MessageRow& add(const Message& message, Epoch owner);
  /// Sets the state, and with it what is open, what is quarantined, and whether content is kept.
  void set_state(MessageRow& row, MessageState state);
  /// Only the id, the external id and the times stay.
  static void erase_content(MessageRow& row);
  void remove(MessageId id);
  /// Makes the open messages of the conversations with `peer` those of a newer `owner`. Examines
  /// every open message.
  void assign(const Person& peer, Epoch owner);
  /// Moves the times of all messages.
  void shift_times(std::chrono::milliseconds by);

 private:
  using Names = std::pair<std::string, std::string>;  ///< channel, and the id that is unique in it

  const bool keeps_content_;
  MessageId last_ = 0;
  std::unordered_map<MessageId, MessageRow> rows_;
  std::map<Names, MessageId> by_names_;
  std::set<MessageId> open_;
  std::set<MessageId> quarantined_;
};

}  // namespace yak::memory
