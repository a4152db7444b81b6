// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "sqlite/database/statement.hpp"
#include "sqlite/people/person_table.hpp"
#include "yak/store.hpp"

namespace yak::sqlite {

/// The columns id, channel, external_id, peer, sender, sender_name, recipient, raw_text, text,
/// reply_to, attachments, payload, received_at, suspicion, address, trace_id.
Message message_in(const Query& row);

/// Messages and which of them are unfinished. For the writer's connection, inside its transaction.
class InboxTable {
 public:
  /// `epoch` is this store's as an owner. `persons` must outlive it.
  InboxTable(Database& database, PersonTable& persons, Epoch epoch);

  /// The message's owner is this store.
  Journal::AcceptResult accept(const Message& message);
  /// Ends the message's turn; false if it had ended already, was never accepted, or its owner is
  /// newer than `by`.
  bool finish(MessageId message, MessageState state, Epoch by);
  /// The owner of an open message; absent if its turn has ended.
  [[nodiscard]] std::optional<Epoch> owner(MessageId message);
  /// Makes the open messages of a conversation those of `owner`.
  void assign(const ConversationKey& conversation, Epoch owner);
  [[nodiscard]] bool knows(MessageId message);
  /// Takes over what earlier owners left.
  std::vector<Message> resume(MessageId after, int limit);
  void add_suspicion(MessageId message, int points);
  void shift_times(std::chrono::milliseconds by);
  /// Opens a quarantined message again, dated now; absent if it is not quarantined.
  std::optional<Message> reopen(MessageId message, WallTime now);
  /// Ends a quarantined message as dropped; false if it is not quarantined.
  bool give_up(MessageId message);

 private:
  /// An unfinished message.
  std::optional<Message> read(MessageId id);
  /// Updates the peer, the sender and the address.
  void rewrite(const Message& message);

  PersonTable& persons_;
  Epoch epoch_;
  Statement insert_;
  Statement rewrite_;
  Statement find_duplicate_;
  Statement open_;
  Statement close_;
  Statement owner_;
  Statement assign_;
  Statement end_;
  Statement find_;
  Statement take_over_;
  Statement select_taken_;
  Statement add_suspicion_;
  Statement unend_;
  Statement touch_;
  Statement give_up_;
};

}  // namespace yak::sqlite
