// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "yak/api.hpp"
#include "yak/diagnosis.hpp"
#include "yak/error.hpp"
#include "yak/message.hpp"
#include "yak/provider.hpp"
#include "yak/task.hpp"

namespace yak {

/// Days since 1970-01-01 UTC: the unit that usage is counted by.
using Day = std::int32_t;
YAK_API Day day_of(WallTime time) noexcept;

/// One remembered line of a conversation.
struct HistoryLine {
  HistoryLine() = default;
  HistoryLine(Role role, std::string text, WallTime at)
      : role(role), text(std::move(text)), at(at) {}

  Role role = Role::user;
  std::string text;
  WallTime at{};
};

/// What one user used of one model on one day.
struct UsageRow {
  UsageRow() = default;

  std::string user;   ///< `whatsapp:+15551234567`
  std::string model;  ///< `openai/gpt-4o-mini`; `channel/whatsapp` for a channel's own fees
  Day day = 0;
  std::int64_t messages = 0;  ///< that the model answered; 0 in a row of fees
  std::int64_t prompt_tokens = 0;
  std::int64_t completion_tokens = 0;
  std::int64_t cost_nano_usd = 0;      ///< of the calls whose price is known
  std::int64_t unpriced_messages = 0;  ///< calls whose price or token count is unknown
};

/// Spaces of the key-value part whose keys are users (`Message::user()`). Their entries follow a
/// person from an alias to the id; those of other spaces (permissions above all) do not.
inline constexpr std::array<std::string_view, 1> kUserSpaces{"model_choice"};
constexpr bool is_user_space(std::string_view space) noexcept {
  return std::ranges::find(kUserSpaces, space) != kUserSpaces.end();
}

/// Writes that must happen together, in the order in which they were added.
struct Batch {
  struct AppendHistory {
    ConversationKey conversation;
    HistoryLine line;
  };
  struct ClearHistory {
    ConversationKey conversation;
  };
  /// `value` absent: erase. What concerns one person has that person's user (`Message::user()`)
  /// as its key, in whatever space: so it is found when the person's data is shown or erased.
  struct Put {
    std::string space;
    std::string key;
    std::optional<std::string> value;
  };

  std::vector<ClearHistory> clears;  ///< applied before the appends
  std::vector<AppendHistory> appends;
  std::vector<Put> puts;
  std::vector<UsageRow> usage;  ///< added to what is there for (user, model, day)

  [[nodiscard]] bool empty() const noexcept {
    return clears.empty() && appends.empty() && puts.empty() && usage.empty();
  }
};

/// How a message ended.
enum class MessageState : std::uint8_t {
  received = 0,     ///< accepted, its turn not committed yet
  done = 1,         ///< its turn is committed
  dropped = 2,      ///< ended without a turn: backlog overflow, stopped, purged
  expired = 3,      ///< ended without a turn: an answer would have come too late
  quarantined = 4,  ///< ended without a turn: its turns crashed the process; an operator decides
};

/// The end of a turn: everything in it is written in one transaction.
struct TurnCommit {
  TurnCommit() = default;

  MessageId message = 0;
  std::vector<MessageId> joined;  ///< further messages that the turn answers; they end as it does
  MessageState state = MessageState::done;
  std::vector<Delivery> deliveries;  ///< ids are given by the store; `state` is pending, or sending
                                     ///< when the reply leaves inline at once
  Batch writes;
  /// How the turn went, for whoever asks with `trace`: kept as it is, at most 8 KiB of it.
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

/// Names a dead letter: `d12` is the delivery 12, `m7` the message 7.
struct DeadLetterId {
  enum class Kind : std::uint8_t { delivery, message };

  DeadLetterId() = default;
  DeadLetterId(Kind kind, std::int64_t id) : kind(kind), id(id) {}
  friend auto operator<=>(const DeadLetterId&, const DeadLetterId&) = default;

  Kind kind = Kind::delivery;
  std::int64_t id = 0;
};

/// `d12`.
YAK_API std::string to_string(DeadLetterId id);
/// Nothing when it is no such name.
YAK_API std::optional<DeadLetterId> dead_letter_id(std::string_view text) noexcept;

/// A delivery that will not be sent, or a quarantined message, kept for an operator.
struct DeadLetter {
  DeadLetter() = default;

  DeadLetterId id;
  MessageId message = 0;  ///< that it answers, or that it is
  std::string channel;
  std::string peer;
  std::string text;    ///< what would have been sent, or what the person wrote
  std::string reason;  ///< in words
  int attempts = 0;
  WallTime at{};  ///< when it was made, or received
};

/// What is alive again with a dead letter: deliveries of one reply, in order, or a message.
struct Revived {
  std::vector<Delivery> deliveries;
  std::optional<Message> message;
};

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

/// One person in one channel instance.
struct Person {
  Person() = default;
  Person(std::string channel, std::vector<std::string> addresses)
      : channel(std::move(channel)), addresses(std::move(addresses)) {}

  /// The people's names to limits, usage and settings: `whatsapp:+15551234567`.
  [[nodiscard]] YAK_API std::vector<std::string> users() const;

  struct Entry {
    Entry(std::string space, std::string key) : space(std::move(space)), key(std::move(key)) {}
    std::string space;
    std::string key;
  };

  std::string channel;
  std::vector<std::string> addresses;  ///< the id and every alias
  /// Entries of the key-value part about the person whose key is none of `users()`.
  std::vector<Entry> entries;
};

/// How many rows of each kind a person has.
struct PersonCounts {
  std::int64_t messages = 0;
  std::int64_t deliveries = 0;
  std::int64_t lines = 0;  ///< of history
  std::int64_t keys = 0;
  std::int64_t usage = 0;    ///< rows of usage: one a day and model
  std::int64_t aliases = 0;  ///< of the person, in this channel

  [[nodiscard]] bool empty() const noexcept {
    return messages == 0 && deliveries == 0 && lines == 0 && keys == 0 && usage == 0 &&
           aliases == 0;
  }
};

/// Some of what a store has of one person.
struct PersonPage {
  struct Received {
    Message message;
    MessageState state = MessageState::received;
  };
  struct Line {
    std::string peer;
    HistoryLine line;
  };
  struct Key {
    std::string space;
    std::string key;
    std::string value;
  };

  std::optional<PersonCounts> counts;  ///< of everything; on the first page
  std::vector<std::string> aliases;    ///< all of them; on the first page
  std::vector<Received> messages;
  std::vector<Delivery> deliveries;
  std::vector<Line> history;
  std::vector<Key> keys;
  std::vector<UsageRow> usage;
  std::string next;  ///< for the next page's `after`; empty: this is the last
};

/// What `Store::erase` leaves.
struct EraseExcept {
  MessageId message = 0;            ///< with its deliveries: the request to erase
  std::vector<std::string> spaces;  ///< of keys: decisions about the person that others made
};

/// How long a store keeps what is finished.
struct Keeping {
  bool outlives_restart = true;
  std::optional<std::chrono::milliseconds> longest;  ///< of messages, deliveries and history
};

/// Counts for status pages.
struct StoreStats {
  std::int64_t messages_unfinished = 0;
  std::int64_t messages_quarantined = 0;
  std::int64_t deliveries_pending = 0;  ///< pending or sending
  std::int64_t deliveries_in_doubt = 0;
  std::int64_t deliveries_dead = 0;
  std::optional<WallTime> oldest_message;   ///< of the unfinished ones
  std::optional<WallTime> oldest_delivery;  ///< of those pending or in doubt
  std::int64_t bytes = 0;                   ///< on its disk, or in its memory; 0: not known
};

/// The journal of messages and deliveries, the history of conversations, a key-value space and
/// usage counters. What a call says is written is on stable storage when its task ends well.
///
/// Several nodes may share one store: an open store is an owner with an epoch of its own, rows
/// carry the epoch that works on them, and `resume` takes over only rows whose owner is gone.
///
/// Thread-safe; calls from one coroutine take effect in their order. Failures: `unavailable` (disk
/// full, I/O), `too_large`, `internal`.
class YAK_API Store {
 public:
  virtual ~Store();

  /// Opens, migrates to this version's schema, starts the threads. A file written by a newer
  /// version is refused with `conflict`.
  virtual result<void> open() = 0;
  /// Finishes what was begun and closes. No call may follow.
  virtual void close() = 0;
  /// Fails when a write would fail now.
  virtual task<result<void>> check() = 0;
  virtual task<result<StoreStats>> stats() = 0;
  /// Looks at what is on the disk, before `open` and while another process may have it open:
  /// integrity, version, room. Changes nothing. Blocks. Default: nothing.
  virtual std::vector<Diagnosis> diagnose();

  // Journal.
  struct AcceptResult {
    MessageId id = 0;
    bool duplicate = false;
    /// The sender's id, when the message came from an alias of it; else empty.
    std::string sender;
    /// The aliases of the message that were not the sender's until now.
    std::vector<std::string> merged;
  };
  /// Writes the message, unless (channel, external_id) is there already.
  ///
  /// In the same transaction it learns who the sender is. A message that names aliases makes them
  /// the sender's, and aliases that the sender had before and that it does not name are the
  /// sender's no longer. What was kept under a new alias as if it were a person (the history of
  /// its conversation, its usage, what stands in kUserSpaces) becomes the sender's: usage is added
  /// up, and an entry that the sender has stays. A message from an alias is its owner's, and is
  /// written so (Message::identify). From then on, conversations and users that callers name by an
  /// alias are its owner's: in commit, write, history, usage, and in kUserSpaces.
  virtual task<result<AcceptResult>> accept(const Message& message) = 0;
  /// Ends a turn; gives the ids of its deliveries, in order. A second commit of the same message is
  /// `conflict` and writes nothing.
  virtual task<result<std::vector<DeliveryId>>> commit(TurnCommit commit) = 0;
  virtual task<result<void>> update(DeliveryUpdate change) = 0;
  /// Applies all changes in their order in one transaction, or none of them: `not_found` names the
  /// first delivery that is not in the store.
  virtual task<result<void>> update_all(std::vector<DeliveryUpdate> changes) = 0;
  /// Moves a receipt's status up. Finds the row by id, else by channel and receipt. A delivery of
  /// which the other side tells was taken: where its row is not `sent` it becomes so, and a row
  /// without a receipt gets this one. `not_found` if there is none.
  virtual task<result<ReportResult>> report(const ReceiptUpdate& report) = 0;
  /// The delivery that has this receipt, 0 if none has.
  virtual task<result<DeliveryId>> find_receipt(std::string channel, std::string receipt) = 0;
  /// When the newest message of a conversation came, whatever became of it; nothing when the store
  /// has none.
  virtual task<result<std::optional<WallTime>>> last_message(ConversationKey conversation) = 0;
  /// Takes over and returns messages without a committed turn, with ids above `after`, in order of
  /// id.
  virtual task<result<std::vector<Message>>> resume_messages(MessageId after, int limit) = 0;
  /// As resume_messages, for deliveries that are pending, sending or in doubt. Those found
  /// `sending` are returned as in doubt.
  virtual task<result<std::vector<Delivery>>> resume_deliveries(DeliveryId after, int limit) = 0;

  /// Adds `points` to what these messages, where unfinished, are suspected of.
  virtual task<result<void>> blame(std::vector<MessageId> messages, int points) = 0;
  /// Moves the times of all messages, finished ones included because reply windows count from them,
  /// and of all unfinished deliveries, those in work included: after the wall clock was set.
  virtual task<result<void>> shift_times(std::chrono::milliseconds by) = 0;

  // Dead letters: deliveries first, then messages. A store that keeps no content has none.
  virtual task<result<std::vector<DeadLetter>>> dead_letters(DeadLetterId after, int limit) = 0;
  /// `not_found` when it is not dead.
  virtual task<result<DeadLetter>> dead_letter(DeadLetterId id) = 0;
  /// Makes it live again, as if it had been made now: a delivery is pending, a message unfinished,
  /// and both are this store's to work on. With a delivery, every other dead one of the same reply
  /// is revived, so that the reply is sent in order. `not_found` when it is not dead.
  virtual task<result<Revived>> revive(DeadLetterId id) = 0;
  /// Forgets a dead letter for good. `not_found` when it is not dead.
  virtual task<result<void>> purge(DeadLetterId id) = 0;

  /// The way of one message. `id` is `m7`, `d12`, the message's external id or a delivery's
  /// receipt. `not_found`; `unsupported` for a store that keeps no such thing (the default).
  virtual task<result<MessageTrace>> trace(std::string id);

  // History, newest last.
  virtual task<result<std::vector<HistoryLine>>> history(ConversationKey conversation,
                                                         int limit) = 0;

  // Key-value.
  virtual task<result<std::optional<std::string>>> get(std::string space, std::string key) = 0;
  using KeyValue = std::pair<std::string, std::string>;
  /// All of a space in order of key, at most `limit`.
  virtual task<result<std::vector<KeyValue>>> list(std::string space, int limit) = 0;
  /// Applies a batch on its own.
  virtual task<result<void>> write(Batch batch) = 0;

  // Usage. `user` empty: of all users, with `user` empty in the rows too.
  virtual task<result<std::vector<UsageRow>>> usage(std::string user, Day first, Day last) = 0;
  /// What each user had in these days, over all models: `model` is empty and `day` is the last with
  /// any use. The most expensive first, then those with the most messages; at most `limit` users.
  /// `unsupported` for a store that cannot tell (the default).
  virtual task<result<std::vector<UsageRow>>> usage_by_user(Day first, Day last, int limit);

  // One person's data: messages that the person wrote or that came from the person's conversation,
  // what was sent there, its history, keys, usage and aliases.
  /// The person who has `address` as the id or as an alias: the id comes first, then the aliases in
  /// the channel's order. An address that the store does not know is a person with that one.
  /// The default knows no aliases.
  virtual task<result<Person>> find_person(std::string channel, std::string address);
  static constexpr int kMostPersonRows = 1'000;
  /// A page of at most `limit` rows (1 … kMostPersonRows), in an order of the store's own. `after`
  /// is empty or an earlier page's `next`; `invalid` when it is neither. `unsupported` by default.
  virtual task<result<PersonPage>> person(Person who, std::string after, int limit);
  /// Erases all of it in one transaction. Of a message its id, external id and times stay, so that
  /// its repeat stays harmless; it is ended. Usage stays in the sums of all users, under the user
  /// kErasedUser. What memory beside the store holds is the caller's affair. A delivery that was
  /// erased is `not_found` from then on, the commit of an erased message a `conflict`.
  /// `unsupported` by default.
  virtual task<result<PersonCounts>> erase(Person who, EraseExcept except);
  static constexpr const char* kErasedUser = "erased";
  [[nodiscard]] virtual Keeping keeping() const;

  /// Writes a consistent copy of everything to the new file `file`, readable by its owner only and
  /// on stable storage when this returns. Blocks, for as long as the copy takes; any thread may
  /// call, while the store is open or when nothing has opened it. Calls follow one another.
  /// `conflict` when there is such a file, `unsupported` (the default) where there is nothing to
  /// copy, `unavailable` when the store is closed meanwhile. A failure leaves no file.
  virtual result<void> backup(const std::string& file);
};

}  // namespace yak
