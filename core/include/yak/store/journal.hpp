// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "yak/api.hpp"
#include "yak/clock.hpp"
#include "yak/error.hpp"
#include "yak/message/message.hpp"
#include "yak/message/trace_id.hpp"
#include "yak/store/batch.hpp"
#include "yak/store/journal_step.hpp"
#include "yak/store/lease.hpp"
#include "yak/store/message_state.hpp"
#include "yak/task.hpp"

namespace yak {

/// The end of a turn: everything in it is written in one transaction.
struct TurnCommit {
  TurnCommit() = default;

  MessageId message = 0;
  std::vector<MessageId> joined;  ///< further messages that the turn answers; they end as it does
  MessageState state = MessageState::done;
  std::vector<Delivery> deliveries;  ///< the store assigns the ids; `state` is pending, or sending
                                     ///< when the reply leaves inline at once
  Batch writes;
  Epoch epoch = 0;  ///< of the writer
  /// The turn's report for `yak trace`, stored unchanged. One of more than 8 KiB is not stored.
  std::string report;
};

/// A change of one delivery's row; fields not set stay as they are.
struct DeliveryUpdate {
  DeliveryUpdate() = default;
  DeliveryUpdate(DeliveryId id, DeliveryState state) : id(id), state(state) {}

  DeliveryId id = 0;
  DeliveryState state = DeliveryState::pending;
  std::optional<int> attempts;
  std::optional<WallTime> next_at;
  std::optional<std::string> receipt;
  std::optional<std::string> failure;
  Epoch epoch = 0;  ///< of the writer
};

/// What a status report changed.
struct ReportResult {
  ReportResult() = default;

  DeliveryId delivery = 0;
  ConversationKey conversation;
  TraceId trace_id{};    ///< of the delivery
  bool moved = false;    ///< the delivery's status advanced
  bool settled = false;  ///< the delivery was not `sent` in the journal, and is now
  /// The delivery has another receipt: it was sent more than once.
  bool sent_twice = false;
};

/// Messages, the ends of their turns, and deliveries. For the core alone: no plugin but a store
/// sees it. What a call has written is on stable storage when its task ends without an error.
///
/// Unfinished messages and deliveries carry the epoch of the owner that works on them: the owner
/// that has leased their conversation, else the process that wrote or resumed them. A write names
/// the writer's epoch. If the row carries a greater one, a newer owner has taken the work over: the
/// write fails with `conflict` and changes nothing (fencing).
///
/// Thread-safe; calls from one coroutine take effect in their order. The store owns it. Failures:
/// `unavailable` (disk full, I/O), `too_large`, `internal`.
class YAK_API Journal {
 public:
  using AcceptResult = yak::AcceptResult;

  virtual ~Journal();

  /// The epoch that this process took when it opened the store; 0 before that.
  [[nodiscard]] virtual Epoch epoch() const noexcept = 0;
  /// An epoch for a further owner, greater than every one before.
  virtual task<result<Epoch>> take_epoch() = 0;
  /// Leases a conversation to the owner of `epoch` for `span`, and makes its unfinished messages
  /// and deliveries this owner's. An alias means its owner's conversation. `conflict` while another
  /// owner's lease lasts, and if a newer owner has claimed the conversation before, or may have (a
  /// store may forget which: take a new epoch then). Claiming one's own lease again prolongs it.
  /// Setting the wall clock does not end a lease.
  virtual task<result<Lease>> claim(ConversationKey conversation, Epoch epoch,
                                    std::chrono::milliseconds span) = 0;
  /// Prolongs a lease: it ends `span` from now. `conflict` if another owner has claimed the
  /// conversation since.
  virtual task<result<Lease>> renew(Lease lease, std::chrono::milliseconds span) = 0;

  /// Writes the message, unless the journal has (channel, external_id) already. `message` must stay
  /// unchanged until the task has ended.
  ///
  /// The same transaction records who the sender is. The aliases that a message names become the
  /// sender's; earlier aliases that it does not name are removed, unless it names none. What was
  /// stored under a new alias as if it were a person (the history of its conversation, its usage,
  /// its entries of kUserSpaces) becomes the sender's: usage is added up, and an entry that the
  /// sender has already stays. A message from an alias is written as its owner's
  /// (Message::identify). From then on, an alias in a conversation or user means its owner: in
  /// commit, write, history, usage, and in kUserSpaces.
  virtual task<result<AcceptResult>> accept(const Message& message) = 0;
  /// Writes a step of a turn that has not ended, or finishes it. Writing what is there already
  /// succeeds; `conflict` for a finished step that would change, for a stale epoch and after the
  /// turn's end. `not_found` for an unknown message, `invalid` and `too_large` as
  /// JournalStep::check_bounds has them. A step that fails writes nothing.
  virtual task<result<void>> step(JournalStep step) = 0;
  /// The steps of a message's turn in order of their numbers. They are deleted when the turn ends,
  /// except when its message is quarantined: an operator may have the turn run again
  /// (DeadLetters::revive). Then they stay until the message is purged or forgotten.
  virtual task<result<std::vector<JournalStep>>> steps(MessageId message) = 0;
  /// Ends a turn; returns the ids of its deliveries, in order. A second commit of the same message
  /// and one with a stale epoch are `conflict` and write nothing.
  virtual task<result<std::vector<DeliveryId>>> commit(TurnCommit commit) = 0;
  /// Applies a batch without a turn.
  virtual task<result<void>> write(Batch batch) = 0;
  /// Applies all changes in their order in one transaction, or none of them: `not_found` names the
  /// first delivery that is not in the store, `conflict` the first that has a newer owner.
  virtual task<result<void>> update(std::vector<DeliveryUpdate> changes) = 0;
  task<result<void>> update(DeliveryUpdate change);
  /// Advances a delivery's status (`moves_up`). Finds the delivery by id, else by channel and
  /// receipt. The report shows that the service took the delivery: it becomes `sent` if it is not,
  /// and gets this receipt if it has none. `not_found` if there is no such delivery. `report` must
  /// stay unchanged until the task has ended.
  virtual task<result<ReportResult>> report(const ReceiptUpdate& report) = 0;
  /// Takes over the messages without a committed turn that earlier owners left (their epoch is less
  /// than this process's), and returns them: those with ids above `after`, in order of id, at most
  /// `limit`, each with the number of its turn's steps (Message::steps). Messages of this process
  /// and of newer owners stay as they are.
  virtual task<result<std::vector<Message>>> resume_messages(MessageId after, int limit) = 0;
  /// As resume_messages, for deliveries that are pending, sending or in doubt. One that was
  /// `sending` becomes `in_doubt`.
  virtual task<result<std::vector<Delivery>>> resume_deliveries(DeliveryId after, int limit) = 0;
};

}  // namespace yak
