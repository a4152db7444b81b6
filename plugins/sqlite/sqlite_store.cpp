// SPDX-License-Identifier: Apache-2.0
#include "sqlite/sqlite_store.hpp"

#include <chrono>
#include <utility>

#include "sqlite/database/transaction.hpp"
#include "sqlite/file/backup.hpp"
#include "sqlite/threads/batches.hpp"

namespace yak::sqlite {
namespace {

/// More in one transaction gains nothing and makes the first in it wait for the last.
constexpr std::size_t kMaxWrites = 512;
/// A snapshot that is kept long keeps the log from being emptied, and no report waits for the next;
/// the log's copy needs one of its own.
constexpr std::size_t kMaxReads = 1;

Counter& rejected(Metrics& metrics, const char* thread) {
  return metrics.counter("yak_store_rejected_total",
                         "Operations refused because the store's queue was full.",
                         {{"queue", thread}});
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

/// A place in the reports' queue. No caller waits for it.
class SqliteStore::LogCopy final : public Operation {
 public:
  LogCopy() : Operation(Kind::copy_log) {}
  void run() override {}
  void fail(const error& /*failure*/) override {}
};

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
      log_copy_(std::make_unique<LogCopy>()),
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
    log_gauge_.emplace(file_.writer());
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
      log_.warn("the store closed uncleanly, nothing is lost", {{"why", ended.error().message}});
  }
  reads_.reset();
  retention_.reset();
  log_gauge_.reset();
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
  if (scrubs_log_) scrub_log();
  commit_seconds_.observe(seconds_since(begin));
  operations_.add(static_cast<double>(batch.size()));
  Wakeups answers;
  for (Operation* operation : batch) answers.set(operation->done);
  answers.send();
  note_health(failure);
  if (!failure) retention_->after_commit();
  tend_log();
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

void SqliteStore::tend_log() {
  const bool copied = log_copied_.exchange(false);
  switch (checkpoints_.after_commit(log_gauge_->pages(), copied)) {
    case CheckpointSchedule::Step::none: return;
    case CheckpointSchedule::Step::finish: return note_log(copy_log(file_.writer()));
    case CheckpointSchedule::Step::restart:
      // It would wait for the backup each time, and every accept with it.
      if (is_copying_) break;
      return note_log(restart_log(file_.writer()));
    case CheckpointSchedule::Step::copy: break;
  }
  // Where reports keep that thread from it for long, the restart is what bounds the log.
  if (log_copying_.exchange(true)) return;
  if (!reader_.submit(*log_copy_)) log_copying_ = false;
}

void SqliteStore::scrub_log() {
  if (is_copying_) return;
  const result<bool> emptied = empty_log(file_.writer());
  // Where a reader keeps it from that, the next commit tries again; Health makes one each second.
  scrubs_log_ = !emptied || !*emptied;
  if (!emptied) note_log(emptied.error());
}

void SqliteStore::run_reports(std::span<Operation* const> batch) {
  if (batch.front()->kind != Operation::Kind::copy_log) return run_reads(file_.reader(), batch);
  note_log(copy_log(file_.reader()));
  log_copying_ = false;
  log_copied_ = true;
}

void SqliteStore::note_log(const result<void>& copied) {
  if (copied) return;
  log_.warn("the store's log could not be copied into its file yet",
            {{"why", copied.error().message}});
}

void SqliteStore::note_health(const std::optional<error>& failure) {
  if (failure) failures_.add();
  // A value too large is its caller's trouble, not the disk's.
  const bool fails = failure && failure->kind != ErrorKind::too_large;
  if (fails == std::exchange(failing_, fails)) return;
  if (fails) {
    log_.error("the store cannot write", {{"why", failure->message}});
  } else {
    log_.info("the store can write again");
  }
}

result<void> SqliteStore::backup(const std::string& file) {
  const std::lock_guard lock(copier_mutex_);
  if (is_open_) {
    is_copying_ = true;
    auto copied = back_up(file_.copier(), file, stops_copy_);
    is_copying_ = false;
    return copied;
  }
  StoreFile closed;
  if (auto opened = closed.open_to_copy(options_); !opened) return opened;
  auto copied = back_up(closed.copier(), file, stops_copy_);
  closed.close();
  return copied;
}

result<std::unique_ptr<Store>> make_store(StoreContext& context, Settings settings) {
  return std::unique_ptr<Store>(
      std::make_unique<SqliteStore>(context, read_options(settings, context.data_dir)));
}

}  // namespace yak::sqlite
