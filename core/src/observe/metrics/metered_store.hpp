// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <memory>
#include <string>
#include <type_traits>

#include "yak/clock.hpp"
#include "yak/log.hpp"
#include "yak/metrics.hpp"
#include "yak/store/whole_store.hpp"

namespace yak::observe {

/// A decorator that measures a store: yak_store_seconds by operation, from the call to its answer
/// (including the wait in the store's queue and the disk), and yak_store_failures_total by the kind
/// of error. An exception of the store, which is a plugin's, is logged and becomes an `internal`
/// error; the caller's own cancellation passes.
///
/// The extra coroutine frame exists only while the store works on a call; a turn that waits for its
/// model holds none.
class MeteredStore final : public WholeStore {
 public:
  /// `plugin` is the name and version of the store's plugin. The references must outlive it.
  MeteredStore(std::unique_ptr<Store> store, std::string plugin, Clock& clock, Metrics& metrics,
               Logger& log);
  ~MeteredStore() override;

  result<void> open() override;
  void close() override;
  [[nodiscard]] std::unique_ptr<KeyValue> kv(std::string space) override;

 private:
  struct Operation;
  struct Meters;
  class Space;

  // Journal
  [[nodiscard]] Epoch epoch() const noexcept override { return store_->journal().epoch(); }
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
  [[nodiscard]] Keeping keeping() const override { return store_->people().keeping(); }
  // Maintenance
  task<result<void>> check() override;
  task<result<StoreStats>> stats() override;
  task<result<void>> add_suspicion(std::vector<MessageId> messages, int points) override;
  task<result<void>> shift_times(std::chrono::milliseconds by) override;
  std::vector<Diagnosis> diagnose() override { return store_->maintenance().diagnose(); }
  result<void> backup(const std::string& file) override;

  /// Makes a call of the store, which returns a task.
  template <class Call>
  std::invoke_result_t<Call> measured(Operation& operation, Call call);
  template <class T>
  task<result<T>> await_answer(Operation& operation, task<result<T>> work);
  /// Logs an exception of the store and returns its error.
  error error_of(const char* operation, const std::exception_ptr& thrown);

  std::unique_ptr<Store> store_;
  std::string plugin_;
  Clock& clock_;
  Logger& log_;
  std::unique_ptr<Meters> meters_;
};

}  // namespace yak::observe
