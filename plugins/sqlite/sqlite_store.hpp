// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sqlite/file/diagnosis.hpp"
#include "sqlite/file/log_keeper.hpp"
#include "sqlite/file/store_file.hpp"
#include "sqlite/options.hpp"
#include "sqlite/people/person_reader.hpp"
#include "sqlite/retention/retention.hpp"
#include "sqlite/tables/dead_letter_table.hpp"
#include "sqlite/tables/journal_tables.hpp"
#include "sqlite/tables/lookups.hpp"
#include "sqlite/tables/message_reports.hpp"
#include "sqlite/tables/reports.hpp"
#include "sqlite/threads/worker.hpp"
#include "yak/plugin.hpp"
#include "yak/store/whole_store.hpp"

namespace yak::sqlite {

/// A store in one SQLite file of one process. The writer's thread takes what is queued as one
/// batch: first it runs and answers the batch's lookups (a key, a short history), which therefore
/// wait for no commit of their own batch, then it commits the writes in one transaction and answers
/// those. Reports go to another thread with a connection of its own, so that a long one delays no
/// accept; the same thread copies the write-ahead log into the file. A write is answered after its
/// commit, and a read sees everything that was committed before it ran: a caller reads what it
/// wrote. After a commit is answered, the writer deletes a few old rows.
///
/// Close it before the event loops of its callers are destroyed: answers are posted to them.
class SqliteStore final : public WholeStore {
 public:
  SqliteStore(const StoreContext& context, Options options);
  ~SqliteStore() override;

  result<void> open() override;
  void close() override;
  [[nodiscard]] std::unique_ptr<KeyValue> kv(std::string space) override;

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
  [[nodiscard]] Keeping keeping() const override { return {true, options_.retention.age}; }
  // Maintenance
  task<result<void>> check() override;
  task<result<StoreStats>> stats() override;
  task<result<void>> add_suspicion(std::vector<MessageId> messages, int points) override;
  task<result<void>> shift_times(std::chrono::milliseconds by) override;
  std::vector<Diagnosis> diagnose() override { return diagnose_files(options_); }
  result<void> backup(const std::string& file) override;

  template <class T, class Work>
  task<result<T>> call(Worker& worker, Operation::Kind kind, Database& database, Work work);
  template <class T, class Work>
  task<result<T>> on_writer(Work work);
  /// A lookup on the writer's thread.
  template <class T, class Work>
  task<result<T>> before_writes(Work work);
  template <class T, class Work>
  task<result<T>> on_reader(Work work);

  void run_batch(std::span<Operation* const> batch);
  void commit_batch(std::span<Operation* const> batch);
  /// Returns the last failure of SQLite or of the files' names; wakes no caller.
  std::optional<error> write_batch(std::span<Operation* const> batch);
  void run_reports(std::span<Operation* const> batch);
  void note_health(const std::optional<error>& failure);

  /// What reads on the reader's connection.
  struct Reader {
    Reader(Database& database, const Clock& clock)
        : lookups(database, clock),
          reports(database, clock),
          dead_letters(database),
          message_reports(database),
          people(database) {}

    Lookups lookups;
    Reports reports;
    DeadLetterTable dead_letters;
    MessageReports message_reports;
    PersonReader people;
  };

  const Options options_;
  Logger& log_;
  Metrics& metrics_;
  Clock& clock_;
  Counter& operations_;
  Counter& failures_;
  Histogram& commit_seconds_;

  StoreFile file_;
  Epoch epoch_ = 0;  ///< as an owner of rows; set by open
  std::optional<JournalTables> journal_;
  std::optional<Lookups> lookups_;
  std::optional<LogKeeper> log_keeper_;
  std::optional<Retention> retention_;
  std::optional<Reader> reads_;
  // The writer's thread only.
  std::vector<Operation*> lookups_now_;
  std::vector<Operation*> writes_now_;
  bool failing_ = false;  ///< its last batch failed
  // Backups.
  std::mutex copier_mutex_;  ///< held while one is made
  bool is_open_ = false;     ///< guarded by copier_mutex_
  std::atomic<bool> stops_copy_ = false;
  Worker writer_;
  Worker reader_;
};

result<std::unique_ptr<Store>> make_store(StoreContext& context, Settings settings);

}  // namespace yak::sqlite
