// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "memory/delivery_table.hpp"
#include "memory/message_table.hpp"
#include "yak/clock.hpp"
#include "yak/store.hpp"
#include "yak/store/alias_table.hpp"

namespace yak::memory {

/// Messages and deliveries, with the rules of Journal, DeadLetters and Maintenance. Not
/// thread-safe.
///
/// At most `max_messages` are unfinished, and as many finished ones are remembered; each with at
/// most `max_bytes` of texts. Beyond that no message is accepted and no step is written, and the
/// message that finished first is forgotten with its deliveries, also if it is a dead letter. A
/// commit is never refused. A message is finished when its turn is committed and its deliveries are
/// all sent or dead.
class Ledger {
 public:
  /// A longer trace of a turn is not kept.
  static constexpr std::size_t kMaxReport = std::size_t{8} << 10U;

  struct Options {
    std::size_t max_messages = 100'000;
    std::size_t max_bytes = std::size_t{64} << 20U;
    /// Content is kept after it is needed. For tests.
    bool keeps_finished = false;
  };

  /// `clock` dates events. `people` has the owners of aliases. Both must outlive it.
  Ledger(Options options, const Clock& clock, const AliasTable& people)
      : options_(options),
        clock_(clock),
        people_(people),
        messages_(options.keeps_finished),
        deliveries_(options.keeps_finished) {}

  [[nodiscard]] const MessageTable& messages() const noexcept { return messages_; }
  [[nodiscard]] const DeliveryTable& deliveries() const noexcept { return deliveries_; }

  /// `owner` is the message's owner from now on.
  result<AcceptResult> accept(const Message& message, Epoch owner);
  /// Makes `sender` the sender of a message that it has.
  void identify(MessageId message, const std::string& sender);
  result<void> step(JournalStep step);
  [[nodiscard]] std::vector<JournalStep> steps(MessageId message) const;
  /// The error that `commit` would have.
  [[nodiscard]] result<void> may_commit(const TurnCommit& commit) const;
  /// `may_commit` must hold. The deliveries get the owner `commit.epoch`.
  std::vector<DeliveryId> commit(TurnCommit commit);
  /// All of them or none.
  result<void> update(std::span<const DeliveryUpdate> changes);
  result<ReportResult> report(const ReceiptUpdate& report);
  /// Makes the unfinished messages and deliveries of a conversation those of a newer `owner`.
  void assign(const ConversationKey& conversation, Epoch owner);
  std::vector<Message> resume_messages(MessageId after, int limit, Epoch owner);
  std::vector<Delivery> resume_deliveries(DeliveryId after, int limit, Epoch owner);
  /// As JournalReader::last_message. Examines every message.
  [[nodiscard]] std::optional<WallTime> last_message(const ConversationKey& conversation) const;

  /// What is revived is `owner`'s, unless a newer owner had it.
  result<Revived> revive(DeadLetterId id, Epoch owner);
  result<void> purge(DeadLetterId id);

  [[nodiscard]] StoreStats stats() const;
  void add_suspicion(std::span<const MessageId> messages, int points);
  void shift_times(std::chrono::milliseconds by);

  /// Ends the message if it is unfinished or quarantined, and erases all but its names and times.
  void erase_message(MessageId id);
  void erase_delivery(DeliveryId id);

 private:
  /// Whether the message's turn is open and no newer owner has it.
  [[nodiscard]] result<void> may_write(MessageId message, Epoch by) const;
  /// A resumed or revived message as callers get it.
  [[nodiscard]] Message resumed(MessageRow& row) const;
  DeliveryId add(MessageRow& message, Delivery delivery, Epoch owner);
  void end(MessageRow& row, const TurnCommit& commit);
  [[nodiscard]] result<void> may_update(const DeliveryUpdate& change) const;
  void apply(const DeliveryUpdate& change);
  /// Must be the last step: the ledger may forget the row.
  void move(DeliveryRow& row, DeliveryState state);
  void revive(DeliveryRow& row, Epoch owner);
  /// Gives the delivery to the person whose alias its peer has become.
  void identify(Delivery& delivery) const;
  /// Counts a message that has changed. May forget the row.
  void count(MessageRow& row, bool was_finished);
  [[nodiscard]] std::size_t& bytes(bool finished) noexcept {
    return finished ? finished_bytes_ : unfinished_bytes_;
  }
  void forget(MessageId message);

  const Options options_;
  const Clock& clock_;
  const AliasTable& people_;
  MessageTable messages_;
  DeliveryTable deliveries_;
  std::deque<MessageId> finished_;  ///< in the order in which they finished
  std::size_t unfinished_ = 0;      ///< their turn or a delivery is open
  std::size_t finished_bytes_ = 0;
  std::size_t unfinished_bytes_ = 0;
};

}  // namespace yak::memory
