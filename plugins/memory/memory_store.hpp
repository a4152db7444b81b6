// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "memory/ledger.hpp"
#include "memory/notebook.hpp"
#include "memory/options.hpp"
#include "yak/plugin.hpp"
#include "yak/store/expiry_clock.hpp"
#include "yak/store/lease_table.hpp"
#include "yak/store/whole_store.hpp"

namespace yak::memory {

/// A store that is gone with its process: for trials and benchmarks. It keeps the whole contract
/// except stable storage. Each `open` takes a new epoch: opened again, the same object is the next
/// owner of what it holds.
class MemoryStore final : public WholeStore {
 public:
  MemoryStore(const StoreContext& context, Options options);

  result<void> open() override;
  void close() override {}
  [[nodiscard]] std::unique_ptr<KeyValue> kv(std::string space) override;

  /// Applies a batch.
  result<void> write_now(const Batch& batch);
  /// Calls `look` with the tables while no other call changes them. For tests.
  void inspect(const std::function<void(const Ledger&, const Notebook&)>& look);

 private:
  /// The keys of one space.
  class Space;

  // Journal
  [[nodiscard]] Epoch epoch() const noexcept override { return epoch_; }
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
  [[nodiscard]] Keeping keeping() const override { return {false, std::nullopt}; }
  // Maintenance
  task<result<void>> check() override;
  task<result<StoreStats>> stats() override;
  task<result<void>> add_suspicion(std::vector<MessageId> messages, int points) override;
  task<result<void>> shift_times(std::chrono::milliseconds by) override;
  std::vector<Diagnosis> diagnose() override;

  result<AcceptResult> accept_now(const Message& message);
  result<std::vector<DeliveryId>> commit_now(TurnCommit commit);
  /// Gives what is open in a conversation to the owner that has leased it.
  void assign_to_leaseholder(const ConversationKey& conversation);
  /// The owner that a call names.
  [[nodiscard]] Epoch owner(Epoch named) const noexcept { return named == 0 ? epoch_ : named; }

  Logger& log_;
  Clock& clock_;
  const ExpiryClock expiry_clock_;
  Counter& rejected_;
  std::mutex mutex_;
  Epoch epoch_ = 0;       ///< of this store as an owner; set by `open`
  Epoch last_epoch_ = 0;  ///< that was taken
  LeaseTable leases_;
  Notebook notebook_;
  Ledger ledger_;
};

result<std::unique_ptr<Store>> make_store(StoreContext& context, Settings settings);

}  // namespace yak::memory
