#include "sqlite/checkpoints.hpp"

#include <sqlite3.h>

#include "sqlite/failure.hpp"

namespace yak::sqlite {
namespace {

/// A restart waits for the readers that are at work, and every accept waits with it.
constexpr int kRestartWaitMs = 200;
constexpr int kUsualWaitMs = 5000;

int keep_log_size(void* target, sqlite3* /*database*/, const char* /*schema*/, int pages) {
  *static_cast<int*>(target) = pages;
  return SQLITE_OK;
}

}  // namespace

CheckpointSchedule::Step CheckpointSchedule::after_commit(int log_pages) noexcept {
  if (log_pages < tried_at_) tried_at_ = 0;  // the log began anew
  if (log_pages - tried_at_ < kEveryPages) return Step::none;
  tried_at_ = log_pages;
  return log_pages >= kMustRestart ? Step::restart : Step::passive;
}

Checkpoints::Checkpoints(Database& database) : database_(database) {
  // Takes the place of SQLite's own automatic checkpoint, which would run before the answer.
  sqlite3_wal_hook(database_.handle(), keep_log_size, &log_pages_);
}

Checkpoints::~Checkpoints() { sqlite3_wal_hook(database_.handle(), nullptr, nullptr); }

result<void> Checkpoints::run_if_due() {
  switch (schedule_.after_commit(log_pages_)) {
    case CheckpointSchedule::Step::none: return {};
    case CheckpointSchedule::Step::passive: return run(SQLITE_CHECKPOINT_PASSIVE);
    case CheckpointSchedule::Step::restart: return run(SQLITE_CHECKPOINT_RESTART);
  }
  return {};
}

result<void> Checkpoints::truncate() { return run(SQLITE_CHECKPOINT_TRUNCATE); }

result<void> Checkpoints::run(int mode) {
  sqlite3* handle = database_.handle();
  sqlite3_busy_timeout(handle, kRestartWaitMs);
  const int code = sqlite3_wal_checkpoint_v2(handle, nullptr, mode, nullptr, nullptr);
  sqlite3_busy_timeout(handle, kUsualWaitMs);
  if (code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY) return {};
  return to_error(code, database_.path(), sqlite3_errmsg(handle));
}

}  // namespace yak::sqlite
