// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "yak/clock.hpp"
#include "yak/store/whole_store.hpp"

namespace yak::testing {

/// Yak's store in memory, with failures on demand, and readable by tests. It is each of the store's
/// interfaces itself. Open from the beginning. Thread-safe. It keeps all content. Its bounds are
/// those of the store in memory: 100,000 messages and as many keys, lines and rows of usage.
class FakeStore final : public WholeStore {
 public:
  /// Dates everything at the beginning of the wall clock's time.
  FakeStore();
  /// `clock` dates events, and must outlive it.
  explicit FakeStore(Clock& clock);
  ~FakeStore() override;

  /// Takes a further epoch, as a new process does: what it holds can then be resumed.
  result<void> open() override;
  void close() override {}
  [[nodiscard]] std::unique_ptr<KeyValue> kv(std::string space) override;

  using Journal::update;
  // Journal
  [[nodiscard]] Epoch epoch() const noexcept override;
  task<result<Epoch>> take_epoch() override;
  task<result<Lease>> claim(ConversationKey conversation, Epoch epoch,
                            std::chrono::milliseconds span) override;
  task<result<Lease>> renew(Lease lease, std::chrono::milliseconds span) override;
  task<result<AcceptResult>> accept(const Message& message) override;
  task<result<void>> step(JournalStep step) override;
  task<result<std::vector<JournalStep>>> steps(MessageId message) override;
  task<result<std::vector<DeliveryId>>> commit(TurnCommit commit) override;
  task<result<void>> write(Batch batch) override;
  task<result<void>> update(std::vector<DeliveryUpdate> changes) override;
  task<result<ReportResult>> report(const ReceiptUpdate& report) override;
  task<result<std::vector<Message>>> resume_messages(MessageId after, int limit) override;
  task<result<std::vector<Delivery>>> resume_deliveries(DeliveryId after, int limit) override;
  // JournalReader
  task<result<DeliveryId>> find_receipt(std::string channel, std::string receipt) override;
  task<result<std::optional<WallTime>>> last_message(ConversationKey conversation) override;
  task<result<MessageReport>> message_report(std::string id) override;
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
  task<result<std::vector<UsageRow>>> by_user(Day first, Day last, int limit) override;
  // PersonRecords
  task<result<Person>> find_person(std::string channel, std::string address) override;
  task<result<PersonPage>> page(Person who, std::string after, int limit) override;
  task<result<PersonCounts>> erase(Person who, EraseExcept except) override;
  [[nodiscard]] Keeping keeping() const override { return {true, std::chrono::days(30)}; }
  // Maintenance
  task<result<void>> check() override;
  task<result<StoreStats>> stats() override;
  task<result<void>> add_suspicion(std::vector<MessageId> messages, int points) override;
  task<result<void>> shift_times(std::chrono::milliseconds by) override;

  /// From now on every call fails with `failure`; absent: calls succeed again.
  void fail_with(std::optional<error> failure);
  /// The number of calls of KeyValue::get, in all spaces.
  [[nodiscard]] int gets() const;
  /// The number of calls of `update`.
  [[nodiscard]] int updates() const;
  /// In order of id.
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
  struct Engine;

  std::unique_ptr<Engine> engine_;
};

}  // namespace yak::testing
