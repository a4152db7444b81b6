// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "memory/ledger.hpp"
#include "memory/notebook.hpp"
#include "memory/options.hpp"
#include "yak/plugin.hpp"

namespace yak::memory {

/// A store that is gone with its process: for trials and benchmarks. It keeps the whole contract
/// but for stable storage, so there is never anything to resume.
class MemoryStore final : public Store {
 public:
  MemoryStore(const StoreContext& context, Options options);

  result<void> open() override;
  void close() override {}
  std::vector<Diagnosis> diagnose() override;
  task<result<void>> check() override;
  task<result<StoreStats>> stats() override;
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
  /// Without the messages' content, which is not kept.
  task<result<Person>> find_person(std::string channel, std::string address) override;
  task<result<PersonPage>> person(Person who, std::string after, int limit) override;
  task<result<PersonCounts>> erase(Person who, EraseExcept except) override;
  [[nodiscard]] Keeping keeping() const override { return {false, std::nullopt}; }

 private:
  result<AcceptResult> accept_now(const Message& message);
  result<std::vector<DeliveryId>> commit_now(const TurnCommit& commit);
  result<void> write_now(const Batch& batch);

  Logger& log_;
  Counter& rejected_;
  std::mutex mutex_;
  Ledger ledger_;
  Notebook notebook_;
};

result<std::unique_ptr<Store>> make_store(StoreContext& context, Settings settings);

}  // namespace yak::memory
