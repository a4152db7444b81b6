// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "yak/clock.hpp"
#include "yak/store.hpp"

namespace yak::memory {

/// The states of messages and deliveries. Their content is not kept: it could be asked for only
/// after a restart, and then all of this is gone. Not thread-safe.
///
/// At most `max_messages` are unfinished, and as many finished ones are remembered, oldest
/// forgotten first with their deliveries. Finished is a message whose turn is committed and whose
/// deliveries are all sent or dead.
class Ledger {
 public:
  /// A longer trace of a turn is not kept.
  static constexpr std::size_t kMostTrace = std::size_t{8} << 10U;
  /// Events of a delivery that are kept; later ones are left out.
  static constexpr std::size_t kMostEvents = 64;

  /// Of the reason for an event, in bytes.
  static constexpr std::size_t kMostDetail = 160;

  /// `clock` dates what happens, and must outlive it.
  Ledger(std::size_t max_messages, const Clock& clock)
      : max_messages_(max_messages), clock_(clock) {}

  /// The message is the work of `owner`.
  result<Journal::AcceptResult> accept(const Message& message, Epoch owner);
  /// Makes the unfinished work of a conversation that of `owner`. Looks at everything: for what is
  /// asked seldom.
  void give(const ConversationKey& conversation, Epoch owner);
  /// Makes `sender` the sender of a message that it has.
  void identify(MessageId message, const std::string& sender);
  /// Why `commit` would fail, if it would.
  [[nodiscard]] result<void> may_commit(const TurnCommit& commit) const;
  /// Its deliveries are the work of `commit.epoch`.
  std::vector<DeliveryId> commit(const TurnCommit& commit);
  result<void> update(const DeliveryUpdate& change);
  /// All of them or none.
  result<void> update_all(std::span<const DeliveryUpdate> changes);
  result<ReportResult> report(const ReceiptUpdate& report);
  [[nodiscard]] DeliveryId find_receipt(const std::string& channel,
                                        const std::string& receipt) const;
  /// As `JournalReader::last_message`. Looks at every message: for what is asked seldom.
  [[nodiscard]] std::optional<WallTime> last_message(const ConversationKey& conversation) const;
  [[nodiscard]] StoreStats stats() const noexcept;
  /// As `JournalReader::trace`.
  [[nodiscard]] result<MessageTrace> trace(const std::string& id) const;
  /// Adds one person's messages and deliveries, in order of id.
  void show(const Person& who, PersonPage& page) const;
  /// As `PersonRecords::erase`.
  void erase(const Person& who, MessageId except, PersonCounts& counts);

 private:
  using Names = std::pair<std::string, std::string>;  ///< channel and what is unique in it
  struct Entry {
    Names names;
    bool received = true;
    bool erased = false;  ///< only its names and times are left
    std::vector<DeliveryId> deliveries;
    std::size_t open_deliveries = 0;
    Epoch owner = 0;
    // For its trace.
    std::string peer;
    std::string sender;
    std::string to;
    WallTime received_at{};
    WallTime ended_at{};
    MessageState state = MessageState::received;
    MessageId answered = 0;  ///< the message whose turn answered it, if not its own
    std::string turn;        ///< TurnCommit::trace

    [[nodiscard]] bool finished() const noexcept { return !received && open_deliveries == 0; }
  };
  struct Happening {
    WallTime at{};
    std::string_view what;  ///< an event_name
    std::string detail;
  };
  struct Row {
    MessageId message = 0;
    Epoch owner = 0;
    std::string channel;
    std::string peer;
    DeliveryState state = DeliveryState::pending;
    ReceiptStatus status = ReceiptStatus::none;
    std::string receipt;
    // For its trace.
    std::string from;
    int part = 1;
    int parts = 1;
    int attempts = 0;
    WallTime created_at{};
    WallTime next_at{};
    std::string failure;
    std::vector<Happening> events;
  };

  DeliveryId add(Entry& entry, const TurnCommit& commit, const Delivery& delivery);
  /// Why `change` would fail, if it would.
  [[nodiscard]] result<void> may_update(const DeliveryUpdate& change) const;
  /// Last of all: it may make the ledger forget the row.
  void move(Row& row, DeliveryState state);
  void note(Row& row, std::string_view what, std::string detail) const;
  void end(MessageId message, const TurnCommit& commit);
  [[nodiscard]] MessageId message_of(const std::string& id) const;
  [[nodiscard]] static Message message_of(MessageId id, const Entry& entry);
  [[nodiscard]] static bool is_of(const Entry& entry, const Person& who);
  [[nodiscard]] bool is_of(const Row& row, const Person& who) const;
  void erase_delivery(DeliveryId id);
  void erase_message(MessageId id);
  [[nodiscard]] static bool is_open(DeliveryState state) noexcept {
    return state != DeliveryState::sent && state != DeliveryState::dead;
  }
  [[nodiscard]] static MessageTrace::Sent sent_of(DeliveryId id, const Row& row);
  void set_receipt(DeliveryId id, Row& row, const std::string& receipt);
  std::unordered_map<DeliveryId, Row>::iterator find(const ReceiptUpdate& report);
  void finish(MessageId message);
  void forget(MessageId message);
  std::int64_t& count(DeliveryState state) noexcept {
    return by_state_.at(static_cast<std::size_t>(state));
  }

  const std::size_t max_messages_;
  const Clock& clock_;
  MessageId last_message_ = 0;
  DeliveryId last_delivery_ = 0;
  std::unordered_map<MessageId, Entry> messages_;
  std::map<Names, MessageId> by_external_id_;
  std::unordered_map<DeliveryId, Row> deliveries_;
  std::map<Names, DeliveryId> by_receipt_;
  std::deque<MessageId> finished_;  ///< in the order in which they finished
  std::size_t unfinished_ = 0;      ///< their turn or a delivery is open
  std::int64_t received_ = 0;
  std::array<std::int64_t, 5> by_state_{};
};

}  // namespace yak::memory
