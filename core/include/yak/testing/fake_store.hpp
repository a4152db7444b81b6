// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "yak/alias_table.hpp"
#include "yak/clock.hpp"
#include "yak/key_table.hpp"
#include "yak/lease_table.hpp"
#include "yak/store.hpp"

namespace yak::testing {

/// A store in memory, true to the contract of stores and readable by tests. It is each of the
/// store's interfaces itself. Thread-safe. Not bounded: it lives as long as a test. It takes every
/// `resume` for one by a new owner.
class FakeStore final : public Store,
                        public Journal,
                        public JournalReader,
                        public DeadLetters,
                        public History,
                        public UsageRecords,
                        public PersonRecords,
                        public Maintenance {
 public:
  FakeStore() = default;
  /// `clock` dates what happens; without one, what is revived keeps its times.
  explicit FakeStore(const Clock& clock) : clock_(&clock) {}

  result<void> open() override { return {}; }
  void close() override {}
  [[nodiscard]] Journal& journal() override { return *this; }
  [[nodiscard]] JournalReader& journal_reader() override { return *this; }
  [[nodiscard]] DeadLetters& dead_letters() override { return *this; }
  [[nodiscard]] History& history() override { return *this; }
  [[nodiscard]] std::unique_ptr<KeyValue> kv(std::string space) override;
  [[nodiscard]] UsageRecords& usage() override { return *this; }
  [[nodiscard]] PersonRecords& people() override { return *this; }
  [[nodiscard]] Maintenance& maintenance() override { return *this; }

  using Journal::update;
  // Journal
  [[nodiscard]] Epoch epoch() const noexcept override { return kEpoch; }
  task<result<Epoch>> take_epoch() override;
  task<result<Lease>> claim(ConversationKey conversation, Epoch epoch,
                            std::chrono::milliseconds span) override;
  task<result<Lease>> renew(Lease lease, std::chrono::milliseconds span) override;
  task<result<AcceptResult>> accept(const Message& message) override;
  task<result<std::vector<DeliveryId>>> commit(TurnCommit commit) override;
  task<result<void>> write(Batch batch) override;
  task<result<void>> update(std::vector<DeliveryUpdate> changes) override;
  task<result<ReportResult>> report(const ReceiptUpdate& report) override;
  task<result<std::vector<Message>>> resume_messages(MessageId after, int limit) override;
  task<result<std::vector<Delivery>>> resume_deliveries(DeliveryId after, int limit) override;
  // JournalReader
  task<result<DeliveryId>> find_receipt(std::string channel, std::string receipt) override;
  task<result<std::optional<WallTime>>> last_message(ConversationKey conversation) override;
  task<result<MessageTrace>> trace(std::string id) override;
  // DeadLetters
  task<result<std::vector<DeadLetter>>> letters(DeadLetterId after, int limit) override;
  task<result<DeadLetter>> letter(DeadLetterId id) override;
  task<result<Revived>> revive(DeadLetterId id) override;
  task<result<void>> purge(DeadLetterId id) override;
  // History
  task<result<std::vector<HistoryLine>>> recent(ConversationKey conversation, int limit) override;
  task<result<void>> clear(ConversationKey conversation) override;
  // UsageRecords
  task<result<std::vector<UsageRow>>> rows(std::string user, Day first, Day last) override;
  /// Gives `last` as the day of every row.
  task<result<std::vector<UsageRow>>> by_user(Day first, Day last, int limit) override;
  // PersonRecords
  task<result<Person>> find_person(std::string channel, std::string address) override;
  /// Always one page.
  task<result<PersonPage>> page(Person who, std::string after, int limit) override;
  task<result<PersonCounts>> erase(Person who, EraseExcept except) override;
  [[nodiscard]] Keeping keeping() const override { return {true, std::chrono::days(30)}; }
  // Maintenance
  task<result<void>> check() override;
  task<result<StoreStats>> stats() override;
  task<result<void>> blame(std::vector<MessageId> messages, int points) override;
  task<result<void>> shift_times(std::chrono::milliseconds by) override;

  /// Every call fails so until it is given nothing.
  void fail_with(std::optional<error> failure);
  /// How many reads of the key-value space there were.
  [[nodiscard]] int gets() const;
  /// How many calls of update there were.
  [[nodiscard]] int updates() const;
  [[nodiscard]] std::vector<Message> messages() const;
  [[nodiscard]] std::vector<Delivery> deliveries() const;
  [[nodiscard]] std::optional<MessageState> state_of(MessageId id) const;
  /// Reads or sets a key without a task.
  [[nodiscard]] std::optional<std::string> value(const std::string& space,
                                                 const std::string& key) const;
  void put(const std::string& space, const std::string& key, const std::string& value);
  /// Applies a batch without a task.
  void apply(const Batch& batch);

 private:
  /// The keys of one space.
  class Space;
  struct Entry {
    Message message;
    MessageState state = MessageState::received;
    std::optional<WallTime> ended_at;
    Epoch owner = kEpoch;
    MessageId answered = 0;  ///< the message whose turn ended it, if not its own
    std::string turn;
  };
  void apply_locked(const Batch& batch);
  [[nodiscard]] WallTime now() const { return clock_ == nullptr ? WallTime{} : clock_->now(); }
  void end_locked(MessageId message, const TurnCommit& commit);
  void note_locked(DeliveryId delivery, std::string_view what, std::string detail);
  [[nodiscard]] MessageId message_of(const std::string& id) const;
  void update_locked(const DeliveryUpdate& change);
  void add_usage(const UsageRow& row);
  Delivery* find_delivery(const ReceiptUpdate& report);
  [[nodiscard]] std::vector<DeadLetter> dead_letters_locked() const;
  [[nodiscard]] bool is_of(const Delivery& delivery, const Person& who) const;

  using SpaceAndKey = std::pair<std::string, std::string>;
  void move_locked(const std::string& channel, const std::string& alias, const std::string& id);
  [[nodiscard]] SpaceAndKey history_key(const ConversationKey& conversation) const;
  [[nodiscard]] std::string value_key(const std::string& space, const std::string& key) const;

  static constexpr Epoch kEpoch = 1;
  [[nodiscard]] static Epoch owner(Epoch named) noexcept { return named == 0 ? kEpoch : named; }
  void give_locked(const ConversationKey& conversation, Epoch owner);

  const Clock* clock_ = nullptr;
  mutable std::mutex mutex_;
  Epoch last_epoch_ = kEpoch;
  LeaseTable leases_;
  AliasTable people_{10'000};
  std::optional<error> failure_;
  int gets_ = 0;
  int updates_ = 0;
  std::map<MessageId, Entry> messages_;
  std::map<std::pair<std::string, std::string>, MessageId> by_external_id_;
  std::map<DeliveryId, Delivery> deliveries_;
  std::map<DeliveryId, Epoch> owners_;  ///< of deliveries
  std::map<DeliveryId, std::vector<DeliveryEvent>> events_;
  std::map<std::pair<std::string, std::string>, std::vector<HistoryLine>> history_;
  KeyTable keys_;
  std::vector<UsageRow> usage_;
  MessageId last_message_ = 0;
  DeliveryId last_delivery_ = 0;
};

}  // namespace yak::testing
