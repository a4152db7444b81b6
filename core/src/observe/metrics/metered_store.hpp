// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "yak/clock.hpp"
#include "yak/metrics.hpp"
#include "yak/store.hpp"

namespace yak::observe {

/// A decorator that measures a store: yak_store_seconds by operation, from the call to its answer
/// (including the wait in the store's queue and the disk), and yak_store_failures_total by the kind
/// of error.
///
/// The extra coroutine frame exists only while the store works on a call; a turn that waits for its
/// model holds none.
class MeteredStore final : public Store {
 public:
  /// `clock` and `metrics` must outlive it.
  MeteredStore(std::unique_ptr<Store> store, Clock& clock, Metrics& metrics);
  ~MeteredStore() override;

  result<void> open() override;
  void close() override;
  task<result<void>> check() override;
  task<result<StoreStats>> stats() override;
  std::vector<Diagnosis> diagnose() override;
  task<result<AcceptResult>> accept(const Message& message) override;
  task<result<std::vector<DeliveryId>>> commit(TurnCommit commit) override;
  task<result<void>> update(DeliveryUpdate change) override;
  task<result<void>> update_all(std::vector<DeliveryUpdate> changes) override;
  task<result<ReportResult>> report(const ReceiptUpdate& report) override;
  task<result<DeliveryId>> find_receipt(std::string channel, std::string receipt) override;
  task<result<std::optional<WallTime>>> last_message(ConversationKey conversation) override;
  task<result<std::vector<Message>>> resume_messages(MessageId after, int limit) override;
  task<result<std::vector<Delivery>>> resume_deliveries(DeliveryId after, int limit) override;
  task<result<void>> blame(std::vector<MessageId> messages, int points) override;
  task<result<void>> shift_times(std::chrono::milliseconds by) override;
  task<result<std::vector<DeadLetter>>> dead_letters(DeadLetterId after, int limit) override;
  task<result<DeadLetter>> dead_letter(DeadLetterId id) override;
  task<result<Revived>> revive(DeadLetterId id) override;
  task<result<void>> purge(DeadLetterId id) override;
  task<result<MessageTrace>> trace(std::string id) override;
  task<result<std::vector<HistoryLine>>> history(ConversationKey conversation, int limit) override;
  task<result<std::optional<std::string>>> get(std::string space, std::string key) override;
  task<result<std::vector<KeyValue>>> list(std::string space, int limit) override;
  task<result<void>> write(Batch batch) override;
  task<result<std::vector<UsageRow>>> usage(std::string user, Day first, Day last) override;
  task<result<std::vector<UsageRow>>> usage_by_user(Day first, Day last, int limit) override;
  task<result<Person>> find_person(std::string channel, std::string address) override;
  task<result<PersonPage>> person(Person who, std::string after, int limit) override;
  task<result<PersonCounts>> erase(Person who, EraseExcept except) override;
  [[nodiscard]] Keeping keeping() const override { return store_->keeping(); }
  result<void> backup(const std::string& file) override { return store_->backup(file); }

 private:
  struct Meters;

  /// `seconds` must outlive this object.
  template <class T>
  task<result<T>> measured(Histogram& seconds, task<result<T>> work);

  std::unique_ptr<Store> store_;
  Clock& clock_;
  std::unique_ptr<Meters> meters_;
};

}  // namespace yak::observe
