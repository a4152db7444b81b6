// SPDX-License-Identifier: Apache-2.0
#include "sqlite/file/checkpoints.hpp"

#include <sqlite3.h>

#include "sqlite/database/failure.hpp"

namespace yak::sqlite {
namespace {

/// A restart waits for the current readers, and every accept waits with it.
constexpr int kRestartWaitMs = 200;
constexpr int kUsualWaitMs = 5000;

int keep_log_size(void* target, sqlite3* /*database*/, const char* /*schema*/, int pages) {
  *static_cast<int*>(target) = pages;
  return SQLITE_OK;
}

/// False: readers prevented it.
result<bool> checkpoint(Database& database, int mode) {
  sqlite3* handle = database.handle();
  sqlite3_busy_timeout(handle, kRestartWaitMs);
  const int code = sqlite3_wal_checkpoint_v2(handle, nullptr, mode, nullptr, nullptr);
  sqlite3_busy_timeout(handle, kUsualWaitMs);
  if (code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY) return code == SQLITE_OK;
  return to_error(code, database.path(), sqlite3_errmsg(handle));
}

result<void> without_answer(const result<bool>& done) {
  if (!done) return done.error();
  return {};
}

}  // namespace

CheckpointSchedule::Step CheckpointSchedule::after_commit(int log_pages, bool copied) noexcept {
  if (log_pages < tried_at_) tried_at_ = 0;  // the log has started again from its first page
  const int since = log_pages - tried_at_;
  if (copied && tried_at_ > 0 && since < kFewPages) return Step::finish;
  if (since < (copied ? kFewPages : kEveryPages)) return Step::none;
  tried_at_ = log_pages;
  return log_pages >= kMustRestart ? Step::restart : Step::copy;
}

LogGauge::LogGauge(Database& database) : database_(database) {
  sqlite3_wal_hook(database_.handle(), keep_log_size, &pages_);
}

LogGauge::~LogGauge() { sqlite3_wal_hook(database_.handle(), nullptr, nullptr); }

result<void> copy_log(Database& database) {
  return without_answer(checkpoint(database, SQLITE_CHECKPOINT_PASSIVE));
}

result<void> restart_log(Database& database) {
  return without_answer(checkpoint(database, SQLITE_CHECKPOINT_RESTART));
}

result<bool> empty_log(Database& database) {
  return checkpoint(database, SQLITE_CHECKPOINT_TRUNCATE);
}

}  // namespace yak::sqlite
