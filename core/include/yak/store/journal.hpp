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
#include "yak/message.hpp"
#include "yak/store/batch.hpp"
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
  std::vector<Delivery> deliveries;  ///< ids are given by the store; `state` is pending, or sending
                                     ///< when the reply leaves inline at once
  Batch writes;
  Epoch epoch = 0;  ///< that the writer holds
  /// How the turn went, for `yak trace`: kept as it is, at most 8 KiB of it.
  std::string trace;
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
  Epoch epoch = 0;  ///< that the writer holds
};

/// What a status report changed.
struct ReportResult {
  ReportResult() = default;

  DeliveryId delivery = 0;
  ConversationKey conversation;
  bool moved = false;    ///< its status was not as far yet
  bool settled = false;  ///< the journal did not know that it was sent, and does now
  /// The row has another receipt: the delivery was sent more than once.
  bool sent_twice = false;
};

/// Messages, the ends of their turns, and deliveries. For the core alone: no plugin but a store
/// sees it. What a call says is written is on stable storage when its task ends well.
///
/// Unfinished messages and deliveries carry the epoch of the owner that works on them: of the owner
/// that has leased their conversation, else of the process that wrote or resumed them. A write
/// names the epoch that the writer holds. Where the row carries a greater one, a newer owner has
/// taken the work over: the write is `conflict` and changes nothing (fencing).
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
  /// and deliveries this owner's. `conflict` while another owner's lease lasts, and for an owner
  /// that is older than the last one. Claiming one's own lease again prolongs it.
  virtual task<result<Lease>> claim(ConversationKey conversation, Epoch epoch,
                                    std::chrono::milliseconds span) = 0;
  /// Prolongs a lease: it ends `span` from now. `conflict` when another owner has claimed the
  /// conversation since.
  virtual task<result<Lease>> renew(Lease lease, std::chrono::milliseconds span) = 0;

  /// Writes the message, unless (channel, external_id) is there already. `message` must stay
  /// unchanged until the task has ended.
  ///
  /// In the same transaction it learns who the sender is. A message that names aliases makes them
  /// the sender's. Aliases that the sender had before and that it does not name are the sender's no
  /// longer. What was kept under a new alias as if it were a person (the history of its
  /// conversation, its usage, its entries of kUserSpaces) becomes the sender's: usage is added up,
  /// and an entry that the sender has stays. A message from an alias is its owner's, and is written
  /// so (Message::identify). From then on, conversations and users that callers name by an alias
  /// are its owner's: in commit, write, history, usage, and in kUserSpaces.
  virtual task<result<AcceptResult>> accept(const Message& message) = 0;
  /// Ends a turn; gives the ids of its deliveries, in order. A second commit of the same message is
  /// `conflict` and writes nothing, and so is one with a stale epoch.
  virtual task<result<std::vector<DeliveryId>>> commit(TurnCommit commit) = 0;
  /// Applies a batch without a turn.
  virtual task<result<void>> write(Batch batch) = 0;
  /// Applies all changes in their order in one transaction, or none of them: `not_found` names the
  /// first delivery that is not in the store, `conflict` the first that a newer owner has.
  virtual task<result<void>> update(std::vector<DeliveryUpdate> changes) = 0;
  task<result<void>> update(DeliveryUpdate change);
  /// Moves a receipt's status up. Finds the row by id, else by channel and receipt. The report
  /// shows that the other side took the delivery: where its row is not `sent` it becomes so, and a
  /// row without a receipt gets this one. `not_found` if there is none. `report` must stay
  /// unchanged until the task has ended.
  virtual task<result<ReportResult>> report(const ReceiptUpdate& report) = 0;
  /// Takes over and returns messages without a committed turn, with ids above `after`, in order of
  /// id.
  virtual task<result<std::vector<Message>>> resume_messages(MessageId after, int limit) = 0;
  /// As resume_messages, for deliveries that are pending, sending or in doubt. Those found
  /// `sending` are returned as in doubt.
  virtual task<result<std::vector<Delivery>>> resume_deliveries(DeliveryId after, int limit) = 0;
};

}  // namespace yak
