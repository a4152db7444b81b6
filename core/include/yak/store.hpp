#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "yak/api.hpp"
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
  std::string model;  ///< `openai/gpt-4o-mini`
  Day day = 0;
  std::int64_t messages = 0;
  std::int64_t prompt_tokens = 0;
  std::int64_t completion_tokens = 0;
  std::int64_t cost_nano_usd = 0;      ///< of the calls whose price is known
  std::int64_t unpriced_messages = 0;  ///< calls whose price or token count is unknown
};

/// Writes that must happen together, in the order in which they were added.
struct Batch {
  struct AppendHistory {
    ConversationKey conversation;
    HistoryLine line;
  };
  struct ClearHistory {
    ConversationKey conversation;
  };
  /// `value` absent: erase.
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
  received = 0,  ///< accepted, its turn not committed yet
  done = 1,      ///< its turn is committed
  dropped = 2,   ///< ended without a turn: backlog overflow, stopped, expired
};

/// The end of a turn: everything in it is written in one transaction.
struct TurnCommit {
  TurnCommit() = default;

  MessageId message = 0;
  MessageState state = MessageState::done;
  std::vector<Delivery> deliveries;  ///< ids are given by the store; `state` is pending, or sending
                                     ///< when the reply leaves inline at once
  Batch writes;
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

/// Counts for status pages.
struct StoreStats {
  std::int64_t messages_unfinished = 0;
  std::int64_t deliveries_pending = 0;  ///< pending or sending
  std::int64_t deliveries_in_doubt = 0;
  std::int64_t deliveries_dead = 0;
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

  // Journal.
  struct AcceptResult {
    MessageId id = 0;
    bool duplicate = false;
  };
  /// Writes the message, unless (channel, external_id) is there already.
  virtual task<result<AcceptResult>> accept(const Message& message) = 0;
  /// Ends a turn; gives the ids of its deliveries, in order. A second commit of the same message is
  /// `conflict` and writes nothing.
  virtual task<result<std::vector<DeliveryId>>> commit(TurnCommit commit) = 0;
  virtual task<result<void>> update(DeliveryUpdate change) = 0;
  /// Applies all changes in their order in one transaction, or none of them: `not_found` names the
  /// first delivery that is not in the store.
  virtual task<result<void>> update_all(std::vector<DeliveryUpdate> changes) = 0;
  /// Moves a receipt's status up; gives false when it already was as far. Finds the row by id, else
  /// by channel and receipt; sets the receipt where the row has none. `not_found` if there is none.
  virtual task<result<bool>> report(const StatusReport& report) = 0;
  /// Takes over and returns messages without a committed turn, with ids above `after`, in order of
  /// id; `attempts` counts this time in.
  virtual task<result<std::vector<Message>>> resume_messages(MessageId after, int limit) = 0;
  /// As resume_messages, for deliveries that are pending, sending or in doubt. Those found
  /// `sending` are returned as in doubt.
  virtual task<result<std::vector<Delivery>>> resume_deliveries(DeliveryId after, int limit) = 0;

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
};

}  // namespace yak
