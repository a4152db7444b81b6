// SPDX-License-Identifier: Apache-2.0
#include "sqlite/sqlite_store.hpp"

#include <chrono>
#include <utility>

#include "sqlite/database/transaction.hpp"
#include "sqlite/file/backup.hpp"
#include "sqlite/threads/batches.hpp"

namespace yak::sqlite {
namespace {

/// A larger transaction is no faster, and the first in it waits for the last.
constexpr std::size_t kMaxWrites = 512;
/// A report takes a snapshot of its own: while a long one is open, the log cannot be emptied.
constexpr std::size_t kMaxReads = 1;

/// Above it a history is a report: with 64 KiB a line these are at most 8 MiB.
constexpr int kShortHistory = 128;

Counter& rejected(Metrics& metrics, const char* thread) {
  return metrics.counter("yak_store_rejected_total",
                         "Operations refused because the store's queue was full.",
                         {{"queue", thread}});
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

SqliteStore::SqliteStore(const StoreContext& context, Options options)
    : options_(std::move(options)),
      log_(context.log),
      metrics_(context.metrics),
      clock_(context.clock),
      operations_(context.metrics.counter("yak_store_writes_total",
                                          "Write operations that the store was asked for.")),
      failures_(context.metrics.counter("yak_store_failed_transactions_total",
                                        "Batches in which the database failed a write.")),
      commit_seconds_(context.metrics.histogram(
          "yak_store_commit_seconds", "Time of one transaction, from its begin to the disk.",
          {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5})),
      writer_("yak-store", options_.max_queue, kMaxWrites, rejected(context.metrics, "write")),
      reader_("yak-reports", options_.max_queue, kMaxReads, rejected(context.metrics, "read")) {}

SqliteStore::~SqliteStore() { SqliteStore::close(); }

result<void> SqliteStore::open() {
  if (auto opened = file_.open(options_); !opened) return opened;
  const result<std::int64_t> epoch = next_epoch(file_.writer());
  if (epoch) {
    epoch_ = *epoch;
    journal_.emplace(file_.writer(), clock_, *epoch);
    lookups_.emplace(file_.writer(), clock_);
    log_keeper_.emplace(file_.writer(), file_.reader(), reader_, log_);
    retention_.emplace(file_.writer(), options_.retention, clock_, log_, metrics_);
    reads_.emplace(file_.reader(), clock_);
  }
  auto usable = epoch ? file_.writer().outcome() : result<void>(epoch.error());
  if (usable) usable = file_.reader().outcome();
  if (!usable) {
    close();
    return usable;
  }
  file_.take_identity(options_.path);
  {
    const std::lock_guard lock(copier_mutex_);
    is_open_ = true;
  }
  writer_.start([this](std::span<Operation* const> batch) { run_batch(batch); });
  reader_.start([this](std::span<Operation* const> batch) { run_reports(batch); });
  return {};
}

void SqliteStore::close() {
  stops_copy_ = true;
  const std::lock_guard lock(copier_mutex_);
  stops_copy_ = false;
  is_open_ = false;
  writer_.stop();
  reader_.stop();
  if (journal_) {
    if (const result<bool> ended = empty_log(file_.writer()); !ended)
      log_.warn("the write-ahead log could not be emptied at the close; the next start reads it",
                {{"reason", ended.error().message}});
  }
  reads_.reset();
  retention_.reset();
  log_keeper_.reset();
  lookups_.reset();
  journal_.reset();
  file_.close();
}

void SqliteStore::run_batch(std::span<Operation* const> batch) {
  lookups_now_.clear();
  writes_now_.clear();
  for (Operation* operation : batch) {
    (operation->kind == Operation::Kind::read ? lookups_now_ : writes_now_).push_back(operation);
  }
  if (!lookups_now_.empty()) run_reads(file_.writer(), lookups_now_);
  if (!writes_now_.empty()) commit_batch(writes_now_);
}

void SqliteStore::commit_batch(std::span<Operation* const> batch) {
  const auto begin = std::chrono::steady_clock::now();
  const std::optional<error> failure = write_batch(batch);
  log_keeper_->scrub();
  commit_seconds_.observe(seconds_since(begin));
  operations_.add(static_cast<double>(batch.size()));
  Wakeups answers;
  for (Operation* operation : batch) answers.set(operation->done);
  answers.send();
  note_health(failure);
  if (!failure) retention_->after_commit();
  log_keeper_->after_commit();
}

std::optional<error> SqliteStore::write_batch(std::span<Operation* const> batch) {
  // Before, so that mostly nothing of what is refused is written; after, because a file may go
  // while the transaction is written, and no caller may then get a success.
  std::optional<error> failure = file_.lost();
  if (!failure) {
    failure = run_writes(file_.writer(), batch);
    if (failure) return failure;
    failure = file_.lost();
  }
  if (failure) fail_all(batch, *failure);
  return failure;
}

void SqliteStore::run_reports(std::span<Operation* const> batch) {
  if (batch.front()->kind != Operation::Kind::copy_log) return run_reads(file_.reader(), batch);
  log_keeper_->copy();
}

void SqliteStore::note_health(const std::optional<error>& failure) {
  if (failure) failures_.add();
  // A value that is too large is its caller's mistake; the disk works.
  const bool fails = failure && failure->kind != ErrorKind::too_large;
  if (fails == std::exchange(failing_, fails)) return;
  if (fails) {
    log_.error("the store cannot write", {{"reason", failure->message}});
  } else {
    log_.info("the store can write again");
  }
}

result<void> SqliteStore::backup(const std::string& file) {
  const std::lock_guard lock(copier_mutex_);
  if (is_open_) {
    log_keeper_->set_backup(true);
    auto copied = back_up(file_.copier(), file, stops_copy_);
    log_keeper_->set_backup(false);
    return copied;
  }
  StoreFile closed;
  if (auto opened = closed.open_to_copy(options_); !opened) return opened;
  auto copied = back_up(closed.copier(), file, stops_copy_);
  closed.close();
  return copied;
}

template <class T, class Work>
task<result<T>> SqliteStore::call(Worker& worker, Operation::Kind kind, Database& database,
                                  Work work) {
  Call<T, Work> operation(kind, database, work);
  const result<void> queued = worker.submit(operation);
  if (!queued) co_return queued.error();
  co_await operation.done.wait();
  co_return operation.take();
}

template <class T, class Work>
task<result<T>> SqliteStore::on_writer(Work work) {
  return call<T>(writer_, Operation::Kind::write, file_.writer(), std::move(work));
}

template <class T, class Work>
task<result<T>> SqliteStore::before_writes(Work work) {
  return call<T>(writer_, Operation::Kind::read, file_.writer(), std::move(work));
}

template <class T, class Work>
task<result<T>> SqliteStore::on_reader(Work work) {
  return call<T>(reader_, Operation::Kind::read, file_.reader(), std::move(work));
}

task<result<void>> SqliteStore::check() {
  return on_writer<void>([this] { return journal_->check(); });
}

task<result<StoreStats>> SqliteStore::stats() {
  return on_reader<StoreStats>([this]() -> result<StoreStats> { return reads_->reports.stats(); });
}

task<result<Epoch>> SqliteStore::take_epoch() {
  return on_writer<Epoch>([this] { return journal_->take_epoch(); });
}

task<result<Lease>> SqliteStore::claim(ConversationKey conversation, Epoch epoch,
                                       std::chrono::milliseconds span) {
  return on_writer<Lease>([this, conversation = std::move(conversation), epoch, span] {
    return journal_->claim(conversation, epoch, span);
  });
}

task<result<Lease>> SqliteStore::renew(Lease lease, std::chrono::milliseconds span) {
  return on_writer<Lease>(
      [this, lease = std::move(lease), span] { return journal_->renew(lease, span); });
}

task<result<Journal::AcceptResult>> SqliteStore::accept(const Message& message) {
  return on_writer<AcceptResult>([this, &message] { return journal_->accept(message); });
}

task<result<void>> SqliteStore::step(JournalStep step) {
  return on_writer<void>([this, step = std::move(step)] { return journal_->step(step); });
}

task<result<std::vector<JournalStep>>> SqliteStore::steps(MessageId message) {
  using Steps = std::vector<JournalStep>;
  return on_reader<Steps>(
      [this, message]() -> result<Steps> { return steps_of(file_.reader(), message); });
}

task<result<std::vector<DeliveryId>>> SqliteStore::commit(TurnCommit commit) {
  return on_writer<std::vector<DeliveryId>>(
      [this, commit = std::move(commit)] { return journal_->commit(commit); });
}

task<result<void>> SqliteStore::update(std::vector<DeliveryUpdate> changes) {
  return on_writer<void>(
      [this, changes = std::move(changes)] { return journal_->update(changes); });
}

task<result<ReportResult>> SqliteStore::report(const ReceiptUpdate& report) {
  return on_writer<ReportResult>([this, &report] { return journal_->report(report); });
}

task<result<DeliveryId>> SqliteStore::find_receipt(std::string channel, std::string receipt) {
  return on_writer<DeliveryId>([this, channel = std::move(channel), receipt = std::move(receipt)] {
    return journal_->find_receipt(channel, receipt);
  });
}

task<result<void>> SqliteStore::add_suspicion(std::vector<MessageId> messages, int points) {
  return on_writer<void>([this, messages = std::move(messages), points] {
    return journal_->add_suspicion(messages, points);
  });
}

task<result<void>> SqliteStore::shift_times(std::chrono::milliseconds by) {
  return on_writer<void>([this, by] { return journal_->shift_times(by); });
}

task<result<std::vector<DeadLetter>>> SqliteStore::letters(DeadLetterId after, int limit) {
  using Letters = std::vector<DeadLetter>;
  return on_reader<Letters>([this, after, limit]() -> result<Letters> {
    return reads_->dead_letters.list(after, limit);
  });
}

task<result<DeadLetter>> SqliteStore::letter(DeadLetterId id) {
  return on_reader<DeadLetter>([this, id] { return reads_->dead_letters.find(id); });
}

task<result<Revived>> SqliteStore::revive(DeadLetterId id) {
  return on_writer<Revived>([this, id] { return journal_->revive(id); });
}

task<result<void>> SqliteStore::purge(DeadLetterId id) {
  return on_writer<void>([this, id] { return journal_->purge(id); });
}

task<result<MessageReport>> SqliteStore::message_report(std::string id) {
  return on_reader<MessageReport>(
      [this, id = std::move(id)] { return reads_->message_reports.find(id); });
}

task<result<std::optional<WallTime>>> SqliteStore::last_message(ConversationKey conversation) {
  using Time = std::optional<WallTime>;
  return before_writes<Time>([this, conversation = std::move(conversation)]() -> result<Time> {
    return lookups_->last_message(conversation);
  });
}

task<result<std::vector<Message>>> SqliteStore::resume_messages(MessageId after, int limit) {
  return on_writer<std::vector<Message>>(
      [this, after, limit] { return journal_->resume_messages(after, limit); });
}

task<result<std::vector<Delivery>>> SqliteStore::resume_deliveries(DeliveryId after, int limit) {
  return on_writer<std::vector<Delivery>>(
      [this, after, limit] { return journal_->resume_deliveries(after, limit); });
}

task<result<std::vector<HistoryLine>>> SqliteStore::recent(ConversationKey conversation,
                                                           int limit) {
  using Lines = std::vector<HistoryLine>;
  if (limit > kShortHistory) {
    return on_reader<Lines>(
        [this, conversation = std::move(conversation), limit]() -> result<Lines> {
          return reads_->lookups.history(conversation, limit);
        });
  }
  return before_writes<Lines>(
      [this, conversation = std::move(conversation), limit]() -> result<Lines> {
        return lookups_->history(conversation, limit);
      });
}

task<result<void>> SqliteStore::clear(ConversationKey conversation) {
  Batch batch;
  batch.clears.push_back({std::move(conversation)});
  return write(std::move(batch));
}

class SqliteStore::Space final : public KeyValue {
 public:
  Space(SqliteStore& store, std::string name) : KeyValue(std::move(name)), store_(store) {}

  task<result<std::optional<std::string>>> get(std::string key) override {
    using Value = std::optional<std::string>;
    return store_.before_writes<Value>([this, key = std::move(key)]() -> result<Value> {
      return store_.lookups_->get(space(), key);
    });
  }

  task<result<std::vector<KeyValueEntry>>> scan(std::string prefix, std::string after,
                                                int limit) override {
    using Entries = std::vector<KeyValueEntry>;
    return store_.on_reader<Entries>(
        [this, prefix = std::move(prefix), after = std::move(after), limit]() -> result<Entries> {
          return store_.reads_->reports.scan(space(), prefix, after, limit);
        });
  }

  task<result<void>> transact(KeyValueTransaction transaction) override {
    return store_.on_writer<void>([this, transaction = std::move(transaction)] {
      return store_.journal_->transact(space(), transaction);
    });
  }

 private:
  SqliteStore& store_;
};

std::unique_ptr<KeyValue> SqliteStore::kv(std::string space) {
  return std::make_unique<Space>(*this, std::move(space));
}

task<result<void>> SqliteStore::write(Batch batch) {
  return on_writer<void>([this, batch = std::move(batch)] { return journal_->write(batch); });
}

task<result<std::vector<UsageRow>>> SqliteStore::rows(std::string user, Day first, Day last) {
  using Rows = std::vector<UsageRow>;
  return on_reader<Rows>([this, user = std::move(user), first, last]() -> result<Rows> {
    return reads_->reports.usage(user, first, last);
  });
}

task<result<std::vector<UsageRow>>> SqliteStore::by_user(Day first, Day last, int limit) {
  using Rows = std::vector<UsageRow>;
  return on_reader<Rows>([this, first, last, limit]() -> result<Rows> {
    return reads_->reports.usage_by_user(first, last, limit);
  });
}

task<result<Person>> SqliteStore::find_person(std::string channel, std::string address) {
  return on_reader<Person>(
      [this, channel = std::move(channel), address = std::move(address)]() -> result<Person> {
        return reads_->people.find(channel, address);
      });
}

task<result<PersonPage>> SqliteStore::page(Person who, std::string after, int limit) {
  return on_reader<PersonPage>([this, who = std::move(who), after = std::move(after), limit] {
    return reads_->people.page(who, after, limit);
  });
}

task<result<PersonCounts>> SqliteStore::erase(Person who, EraseExcept except) {
  const auto search = [this, &who]() -> result<PersonRows> {
    return reads_->people.rows(who, 0, 0);
  };
  const result<PersonRows> rows = co_await on_reader<PersonRows>(search);
  if (!rows) co_return rows.error();
  const auto work = [this, &who, &rows, &except]() -> result<PersonCounts> {
    log_keeper_->must_scrub();
    return journal_->erase(who, *rows, except);
  };
  co_return co_await on_writer<PersonCounts>(work);
}

result<std::unique_ptr<Store>> make_store(StoreContext& context, Settings settings) {
  return std::unique_ptr<Store>(
      std::make_unique<SqliteStore>(context, read_options(settings, context.data_dir)));
}

}  // namespace yak::sqlite
